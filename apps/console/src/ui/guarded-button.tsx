import type { Requirement } from '@flowgate/shared'
import { Button, type ButtonProps, Tooltip } from '@patternfly/react-core'
import { useCan } from '../lib/session.ts'

interface GuardedButtonProps extends Omit<ButtonProps, 'ref' | 'isDisabled'> {
  readonly requires: Requirement
  /** Another reason why it cannot be used now. */
  readonly blocked?: string | null
}

/** A button that stays visible, disabled and with the reason, when it may not be used. */
export const GuardedButton = ({ requires, blocked, ...button }: GuardedButtonProps) => {
  const access = useCan(requires)
  const reason = access.allowed ? blocked : access.reason
  if (!reason) return <Button {...button} />
  return (
    <Tooltip content={reason}>
      <Button {...button} isAriaDisabled onClick={() => {}} />
    </Tooltip>
  )
}
