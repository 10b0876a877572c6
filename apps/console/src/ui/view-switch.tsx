import { Label } from '@patternfly/react-core'
import { useMyDraft } from '../lib/my-draft.ts'
import type { PolicyView } from '../lib/view.ts'
import { SelectOne } from './select-one.tsx'

const nameOf = (view: string): string => {
  if (view === 'published') return 'Published'
  if (view === 'draft:mine') return 'My draft'
  if (view.startsWith('revision:')) return `Revision ${view.slice(9)}`
  return 'Another draft'
}

/** Which policy set is looked at, and whether it can be edited. */
export const ViewSwitch = ({ view }: { readonly view: PolicyView }) => {
  const draft = useMyDraft()
  const isMine = draft && view.view === `draft:${draft.id}`
  const current = isMine ? 'draft:mine' : view.view
  const values = new Set(['published', ...(draft ? ['draft:mine'] : []), current])
  return (
    <span className="fg-row">
      <SelectOne
        label="View"
        showLabel
        value={current}
        options={[...values].map((value) => ({ value, label: nameOf(value) }))}
        onChange={view.setView}
      />
      {view.readOnlyReason !== null && (
        <Label isCompact title={view.readOnlyReason}>
          Read-only
        </Label>
      )}
    </span>
  )
}
