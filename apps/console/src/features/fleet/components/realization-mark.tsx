import type { FleetHost } from '@flowgate/shared'
import { Label } from '@patternfly/react-core'
import {
  CheckCircleIcon,
  ExclamationCircleIcon,
  HourglassHalfIcon,
  UnlinkIcon,
} from '@patternfly/react-icons'

type Realization = FleetHost['realization']

const LOOK = {
  realized: { color: 'green', icon: <CheckCircleIcon />, text: 'Realized' },
  pending: { color: 'blue', icon: <HourglassHalfIcon />, text: 'Pending' },
  failed: { color: 'red', icon: <ExclamationCircleIcon />, text: 'Failed' },
  stale: { color: 'orange', icon: <UnlinkIcon />, text: 'Stale' },
} as const
export const REALIZATION_MEANING: Readonly<Record<Realization, string>> = {
  realized: 'Enforces the wanted revision',
  pending: 'Has been told, has not reported yet',
  failed: 'Could not take the wanted revision and keeps the one before',
  stale: 'Has not been heard of and keeps enforcing what it last realized',
}
export const REALIZATIONS = Object.keys(LOOK) as readonly Realization[]
export const realizationText = (realization: Realization): string => LOOK[realization].text

export const RealizationMark = ({ realization }: { readonly realization: Realization }) => {
  const { color, icon, text } = LOOK[realization]
  return (
    <Label isCompact color={color} icon={icon} title={REALIZATION_MEANING[realization]}>
      {text}
    </Label>
  )
}
