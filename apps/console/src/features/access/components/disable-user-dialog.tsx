import type { User } from '@flowgate/shared'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { useUpdateUser } from '../api/users.ts'

export const DisableUserDialog = ({
  user,
  onClose,
}: {
  readonly user: User
  readonly onClose: () => void
}) => {
  const update = useUpdateUser(user)
  return (
    <ConfirmDialog
      title={user.disabled ? `Let ${user.name} sign in again?` : `Disable ${user.name}?`}
      confirmLabel={user.disabled ? 'Enable' : 'Disable'}
      danger={!user.disabled}
      onConfirm={() => update.mutateAsync({ disabled: !user.disabled })}
      onClose={onClose}
    >
      <p>
        {user.disabled
          ? `${user.email} can sign in again with the same role.`
          : `All sessions and API tokens of ${user.email} end at once. Drafts and the audit log are kept.`}
      </p>
    </ConfirmDialog>
  )
}
