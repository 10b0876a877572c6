import type { ServiceItem } from '@flowgate/shared'
import { useQuery } from '@tanstack/react-query'
import { plural } from '../../../lib/format.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { ReferenceList } from '../../../ui/reference-list.tsx'
import { serviceUsageQuery, useServiceEdits } from '../api/services.ts'

interface DeleteServiceProps {
  readonly service: ServiceItem
  readonly view: PolicyView
  readonly onClose: () => void
}

export const DeleteService = ({ service, view, onClose }: DeleteServiceProps) => {
  const { remove } = useServiceEdits(view)
  const used = useQuery(serviceUsageQuery(service.id, view.view)).data?.items ?? []
  return (
    <ConfirmDialog
      title={`Delete service “${service.name}”?`}
      confirmLabel="Delete service"
      danger
      onConfirm={() => remove.mutateAsync(service)}
      onClose={onClose}
    >
      {used.length > 0 ? (
        <>
          <p>It is used in {plural(used.length, 'place')}; take it out there first:</p>
          <ReferenceList items={used} />
        </>
      ) : (
        <p>Nothing refers to it. Undo brings it back.</p>
      )}
    </ConfirmDialog>
  )
}
