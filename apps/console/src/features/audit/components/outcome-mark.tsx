import type { AuditEvent } from '@flowgate/shared'
import { Label } from '@patternfly/react-core'
import { BanIcon, CheckCircleIcon, ExclamationCircleIcon } from '@patternfly/react-icons'

const LOOK = {
  success: { color: 'green', icon: <CheckCircleIcon />, text: 'Done' },
  denied: { color: 'orange', icon: <BanIcon />, text: 'Denied' },
  failed: { color: 'red', icon: <ExclamationCircleIcon />, text: 'Failed' },
} as const

export const OutcomeMark = ({ outcome }: { readonly outcome: AuditEvent['outcome'] }) => {
  const { color, icon, text } = LOOK[outcome]
  return (
    <Label isCompact color={color} icon={icon}>
      {text}
    </Label>
  )
}
