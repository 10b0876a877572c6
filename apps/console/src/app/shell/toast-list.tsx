import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core'
import { Link } from 'react-router'
import { type Toast, toasts, useToastList } from '../../lib/toasts.ts'

const Notice = ({ toast }: { readonly toast: Toast }) => {
  const dismiss = () => toasts.dismiss(toast.id)
  return (
    <Alert
      variant={toast.variant}
      title={toast.title}
      timeout={toast.variant === 'danger' ? false : 8_000}
      onTimeout={dismiss}
      actionClose={<AlertActionCloseButton title={toast.title} onClose={dismiss} />}
      {...(toast.link
        ? {
            actionLinks: (
              <Link to={toast.link.to} onClick={dismiss}>
                {toast.link.label}
              </Link>
            ),
          }
        : {})}
    >
      {toast.body}
    </Alert>
  )
}

export const ToastList = () => (
  <AlertGroup isToast isLiveRegion aria-label="Notifications">
    {useToastList().map((toast) => (
      <Notice key={toast.id} toast={toast} />
    ))}
  </AlertGroup>
)
