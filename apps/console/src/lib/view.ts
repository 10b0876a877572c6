import { parseView } from '@flowgate/shared'
import { useSearchParams } from 'react-router'
import { useMyDraft } from './my-draft.ts'
import { useCan } from './session.ts'
import { patched } from './url-state.ts'

/** Which policy set a page looks at. */
export interface PolicyView {
  /** For `view=` of an operation: `published`, `draft:mine`, `draft:ID`, `revision:N`. */
  readonly view: string
  readonly kind: 'published' | 'draft' | 'revision'
  /** Edits are possible here: they go to `draftId` (`mine` starts a draft with the first edit). */
  readonly draftId: string
  /** Null when edits are possible here. */
  readonly readOnlyReason: string | null
  readonly setView: (view: string) => void
}

/**
 * From `?view=` in the address. Without one: one's own draft when there is one, else the published set, where the first
 * edit starts a draft. Null while the draft is being looked up.
 */
export const usePolicyView = (): PolicyView | null => {
  const [search, setSearch] = useSearchParams()
  const draft = useMyDraft()
  const write = useCan('policy:write')
  const asked = search.get('view')
  if (asked === null && draft === undefined) return null
  const view = asked ?? (draft ? 'draft:mine' : 'published')
  const parsed = parseView(view)
  const isMine = parsed.kind === 'draft' && (parsed.id === 'mine' || parsed.id === draft?.id)
  const elsewhere =
    parsed.kind === 'revision'
      ? `Revision ${parsed.number} is history. Switch to the published set or your draft to edit.`
      : parsed.kind === 'published' && draft
        ? 'This is the published set. Switch to your draft to edit.'
        : null
  return {
    view,
    kind: parsed.kind,
    draftId: parsed.kind === 'draft' && !isMine ? parsed.id : 'mine',
    readOnlyReason: write.allowed ? elsewhere : write.reason,
    setView: (next) => setSearch((current) => patched(current, { view: next }), { replace: true }),
  }
}
