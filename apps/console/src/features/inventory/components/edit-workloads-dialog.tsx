import type { WorkloadItem } from '@flowgate/shared'
import { Alert, FormGroup, Radio } from '@patternfly/react-core'
import { useState } from 'react'
import { type Entity, tagSource } from '../../../lib/entity-sources.ts'
import { formatExact, plural } from '../../../lib/format.ts'
import { toasts } from '../../../lib/toasts.ts'
import { FormDialog } from '../../../ui/dialog/form-dialog.tsx'
import { EntityPicker } from '../../../ui/picker/entity-picker.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import { useUpdateWorkloads, type WorkloadsEdit } from '../api/inventory.ts'
import { MODES } from './mode-mark.tsx'
import { parseTag, tagText } from './tag-list.tsx'

interface EditWorkloadsDialogProps {
  readonly workloads: readonly WorkloadItem[]
  readonly onClose: () => void
}
interface Changes {
  readonly add: readonly Entity[]
  readonly remove: readonly Entity[]
  readonly mode: string
  readonly excluded: 'keep' | 'yes' | 'no'
}
const KEEP = { value: '', label: 'keep as it is' }
const tagFromText = (text: string): Entity | null =>
  /^[^\s:,][^:,]*:[^:,]+$/.test(text) ? { id: text, name: text } : null

const editOf = ({ add, remove, mode, excluded }: Changes): WorkloadsEdit => ({
  addTags: add.map(({ id }) => parseTag(id)),
  removeTags: remove.map(({ id }) => parseTag(id)),
  ...(mode === '' ? {} : { mode: mode as WorkloadItem['mode'] }),
  ...(excluded === 'keep' ? {} : { excluded: excluded === 'yes' }),
})

/** Tags, mode and exclusion of one or many. Inventory is live: hosts hear of it at once. */
export const EditWorkloadsDialog = ({ workloads, onClose }: EditWorkloadsDialogProps) => {
  const [changes, setChanges] = useState<Changes>({ add: [], remove: [], mode: '', excluded: 'keep' })
  const [done, setDone] = useState(0)
  const update = useUpdateWorkloads()
  const set = (patch: Partial<Changes>) => setChanges({ ...changes, ...patch })
  const present = [...new Set(workloads.flatMap(({ tags }) => tags.map(tagText)))].sort()
  const touched =
    changes.add.length + changes.remove.length > 0 || changes.mode !== '' || changes.excluded !== 'keep'
  const first = workloads[0]
  const what = workloads.length === 1 && first ? first.name : plural(workloads.length, 'workload')
  const submit = () => {
    update.mutate(
      { workloads, edit: editOf(changes), onProgress: setDone },
      {
        onSuccess: () => {
          toasts.add({ variant: 'success', title: `Changed ${what}` })
          onClose()
        },
      },
    )
  }
  const presentSource = {
    key: ['inventory', 'present-tags', ...present],
    search: async (q: string) => present.filter((tag) => tag.includes(q)).map((id) => ({ id, name: id })),
  }
  return (
    <FormDialog
      title={`Change ${what}`}
      size="medium"
      submitLabel={
        update.isPending && workloads.length > 1
          ? `Changed ${formatExact(done)} of ${formatExact(workloads.length)}`
          : `Change ${what}`
      }
      isBusy={update.isPending}
      isIncomplete={!touched}
      error={update.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Alert isInline isPlain variant="info" title="Takes effect without publishing">
        Groups with criteria over tags gain or lose these workloads, and the hosts enforce that at once.
      </Alert>
      <FormGroup label="Add tags">
        <EntityPicker
          label="Add tags"
          kind="tag"
          source={tagSource}
          selected={changes.add}
          onChange={(add) => set({ add })}
          parseText={tagFromText}
          placeholder="scope:value"
        />
      </FormGroup>
      <FormGroup label="Remove tags">
        <EntityPicker
          label="Remove tags"
          kind="tag"
          source={presentSource}
          selected={changes.remove}
          onChange={(remove) => set({ remove })}
          placeholder="Tags they have"
        />
      </FormGroup>
      <FormGroup label="Enforcement mode">
        <SelectOne
          label="Enforcement mode"
          value={changes.mode}
          options={[KEEP, ...MODES]}
          onChange={(mode) => set({ mode })}
          isFullWidth
        />
      </FormGroup>
      <FormGroup role="radiogroup" label="Exclusion list" fieldId="exclusion" isInline>
        {(['keep', 'yes', 'no'] as const).map((value) => (
          <Radio
            key={value}
            id={`exclusion-${value}`}
            name="exclusion"
            label={{ keep: 'keep as it is', yes: 'put on it: not protected', no: 'take off it' }[value]}
            isChecked={changes.excluded === value}
            onChange={() => set({ excluded: value })}
          />
        ))}
      </FormGroup>
    </FormDialog>
  )
}
