import type { Draft } from '@flowgate/shared'
import { FormGroup, TextInput } from '@patternfly/react-core'
import { useState } from 'react'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { useDraftActions } from '../api/drafts.ts'

export const RenameDialog = ({ draft, onClose }: { readonly draft: Draft; readonly onClose: () => void }) => {
  const [name, setName] = useState(draft.name)
  const { rename } = useDraftActions(draft.id)
  return (
    <ConfirmDialog
      title="Rename draft"
      confirmLabel="Rename"
      onConfirm={() => rename.mutateAsync({ name, etag: draft.etag })}
      onClose={onClose}
    >
      <FormGroup label="Name" fieldId="draft-name">
        <TextInput
          id="draft-name"
          autoFocus
          maxLength={200}
          value={name}
          onChange={(_event, value) => setName(value)}
        />
      </FormGroup>
    </ConfirmDialog>
  )
}
