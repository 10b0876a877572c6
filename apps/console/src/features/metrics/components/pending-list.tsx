import type { Overview } from '@flowgate/shared'
import { Link } from 'react-router'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'

export const PendingList = ({ pending }: { readonly pending: Overview['pending'] }) =>
  pending.length === 0 ? (
    <p className="fg-subtle">
      Nothing is waiting to be published. The first edit of a <Link to={paths.policies()}>policy</Link> starts
      a draft.
    </p>
  ) : (
    <ul className="fg-rows">
      {pending.map((draft) => (
        <li key={draft.draftId} className="fg-row fg-row--between">
          <Link to={paths.draft(draft.draftId)}>{draft.name}</Link>
          <span className="fg-subtle">
            {plural(draft.changes, 'change')} by {draft.owner}
          </span>
        </li>
      ))}
    </ul>
  )
