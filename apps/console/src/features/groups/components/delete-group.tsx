import type { GroupItem } from '@flowgate/shared'
import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { errorText, isCode } from '../../../lib/api.ts'
import { plural } from '../../../lib/format.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { ReferenceList, referencesIn } from '../../../ui/reference-list.tsx'
import { LoadingLines } from '../../../ui/states.tsx'
import { useGroupEdits } from '../api/group-edits.ts'
import { groupUsageQuery } from '../api/groups.ts'

interface DeleteGroupProps {
  readonly group: GroupItem
  readonly view: PolicyView
  readonly onDeleted: () => void
  readonly onClose: () => void
}

/** A group that is used cannot be deleted: says where, instead of trying. */
export const DeleteGroup = ({ group, view, onDeleted, onClose }: DeleteGroupProps) => {
  const { data } = useQuery(groupUsageQuery(group.id, view.view))
  const { remove } = useGroupEdits(view)
  const error: unknown = remove.error
  const used = isCode(error, 'in_use') ? referencesIn(error.context) : (data?.items ?? [])
  const title = used.length > 0 ? `“${group.name}” is in use` : `Delete security group “${group.name}”?`
  return (
    <Modal isOpen variant="small" aria-label={title} onClose={onClose}>
      <ModalHeader title={title} titleIconVariant="warning" />
      <ModalBody>
        <div className="fg-stack">
          {error !== null && !isCode(error, 'in_use') && (
            <Alert isInline variant="danger" title={errorText(error)} />
          )}
          {!data ? (
            <LoadingLines lines={2} />
          ) : used.length > 0 ? (
            <>
              <p>Take it out of {plural(used.length, 'place')} first:</p>
              <ReferenceList items={used} />
            </>
          ) : (
            <p>
              It has {plural(group.memberCount, 'member')} and nothing refers to it. Workloads stay as they
              are; undo brings the group back.
            </p>
          )}
        </div>
      </ModalBody>
      <ModalFooter>
        <Button
          variant="danger"
          isLoading={remove.isPending}
          isDisabled={!data || used.length > 0 || remove.isPending}
          onClick={() => remove.mutate(group, { onSuccess: onDeleted })}
        >
          Delete group
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}
