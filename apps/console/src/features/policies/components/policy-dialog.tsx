import type { PolicyItem } from '@flowgate/shared'
import {
  Checkbox,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextArea,
  TextInput,
} from '@patternfly/react-core'
import { useState } from 'react'
import { fieldErrors, isCode } from '../../../lib/api.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { ConflictDialog } from '../../../ui/dialog/conflict-dialog.tsx'
import { FormDialog } from '../../../ui/dialog/form-dialog.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import type { PolicyEdits } from '../api/policy-edits.ts'
import type { RuleCategory } from '../api/rules.ts'
import { STAGES } from '../model/labels.ts'
import { GroupsEditor } from './cell-editors.tsx'

interface PolicyDialogProps {
  /** Null makes a new one. */
  readonly policy: PolicyItem | null
  readonly category: RuleCategory
  readonly view: string
  readonly names: ObjectNames
  readonly edits: PolicyEdits
  readonly onDone: (policy: PolicyItem) => void
  readonly onClose: () => void
}

export const PolicyDialog = ({
  policy,
  category,
  view,
  names,
  edits,
  onDone,
  onClose,
}: PolicyDialogProps) => {
  const [form, setForm] = useState({
    name: policy?.name ?? '',
    description: policy?.description ?? '',
    category: policy?.category ?? category,
    appliedTo: policy?.appliedTo ?? [],
    stateful: policy?.stateful ?? true,
    tcpStrict: policy?.tcpStrict ?? false,
  })
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const set = (patch: Partial<typeof form>) => setForm((before) => ({ ...before, ...patch }))
  const title = policy ? `Edit policy ${policy.name}` : 'New policy'
  const save = async (etag?: string) => {
    setBusy(true)
    setError(null)
    try {
      onDone(
        policy
          ? await edits.update.mutateAsync({ policyId: policy.id, etag: etag ?? policy.etag, patch: form })
          : await edits.create.mutateAsync({ ...form, position: { at: 'last' } }),
      )
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  const errors = fieldErrors(error)
  const theirs = isCode(error, 'precondition_failed')
    ? (error.context.current as PolicyItem | undefined)
    : undefined
  if (theirs)
    return (
      <ConflictDialog
        what={`policy ${theirs.name}`}
        theirs={theirs}
        mine={{ ...theirs, ...form }}
        onReload={onClose}
        onOverwrite={() => void save(theirs.etag)}
        onClose={() => setError(null)}
      />
    )
  return (
    <FormDialog
      title={title}
      size="medium"
      submitLabel={policy ? 'Save' : 'Create policy'}
      isBusy={busy}
      isIncomplete={form.name.trim() === ''}
      error={error}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <FormGroup label="Name" isRequired fieldId="policy-name">
        <TextInput
          id="policy-name"
          isRequired
          autoFocus
          maxLength={200}
          value={form.name}
          validated={errors.name ? 'error' : 'default'}
          onChange={(_event, name) => set({ name })}
        />
        {errors.name && (
          <FormHelperText>
            <HelperText>
              <HelperTextItem variant="error">{errors.name}</HelperTextItem>
            </HelperText>
          </FormHelperText>
        )}
      </FormGroup>
      <FormGroup label="Category">
        <SelectOne
          label="Category"
          value={form.category}
          options={STAGES.map((stage) => ({
            value: stage.key,
            label: stage.label,
            description: stage.purpose,
          }))}
          onChange={(value) =>
            set({ category: STAGES.find((stage) => stage.key === value)?.key ?? category })
          }
        />
      </FormGroup>
      <FormGroup label="Applied to">
        <GroupsEditor
          label="Applied to"
          value={form.appliedTo}
          onChange={(appliedTo) => set({ appliedTo: [...appliedTo] })}
          view={view}
          names={names}
        />
      </FormGroup>
      <FormGroup label="Connections" role="group">
        <Checkbox
          id="policy-stateful"
          label="Stateful"
          description="Packets of an established connection pass without being evaluated again"
          isChecked={form.stateful}
          onChange={(_event, stateful) => set(stateful ? { stateful } : { stateful, tcpStrict: false })}
        />
        <Checkbox
          id="policy-tcp-strict"
          label="TCP strict"
          description="A TCP connection must begin with SYN"
          isDisabled={!form.stateful}
          isChecked={form.tcpStrict}
          onChange={(_event, tcpStrict) => set({ tcpStrict })}
        />
      </FormGroup>
      <FormGroup label="Description" fieldId="policy-description">
        <TextArea
          id="policy-description"
          maxLength={2_000}
          value={form.description}
          onChange={(_event, description) => set({ description })}
          resizeOrientation="vertical"
        />
      </FormGroup>
    </FormDialog>
  )
}
