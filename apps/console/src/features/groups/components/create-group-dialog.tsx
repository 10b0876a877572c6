import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import { useState } from 'react'
import { useObjectNames } from '../../../lib/object-names.ts'
import type { CreateDialogProps } from '../../../lib/slots.ts'
import { type PolicyView, usePolicyView } from '../../../lib/view.ts'
import { useGroupEdits } from '../api/group-edits.ts'
import { bodyOf, emptyForm } from '../model/group-form.ts'
import { GroupFields } from './group-fields.tsx'
import { MemberPreview } from './member-preview.tsx'

type Props = CreateDialogProps<{ readonly id: string; readonly name: string }>

/** From the list of groups, and from any picker that did not find one. */
export const CreateGroupDialog = (props: Props) => {
  const view = usePolicyView()
  return view ? <Dialog {...props} view={view} /> : null
}

const Dialog = ({ name, onCreated, onClose, view }: Props & { readonly view: PolicyView }) => {
  const [form, setForm] = useState(() => emptyForm(name))
  const names = useObjectNames(view.view)
  const { create } = useGroupEdits(view)
  return (
    <Modal isOpen variant="large" aria-label="New security group" onClose={onClose}>
      <ModalHeader title="New security group" />
      <ModalBody>
        <div className="fg-stack">
          <GroupFields form={form} onChange={setForm} view={view.view} names={names} error={create.error} />
          <MemberPreview form={form} view={view.view} />
        </div>
      </ModalBody>
      <ModalFooter>
        <Button
          isLoading={create.isPending}
          isDisabled={create.isPending || form.name.trim() === ''}
          onClick={() => create.mutate(bodyOf(form), { onSuccess: onCreated })}
        >
          Create group
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}
