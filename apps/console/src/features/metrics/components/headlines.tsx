import type { Overview } from '@flowgate/shared'
import { formatCount, formatShare, plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { Time } from '../../../ui/text/time.tsx'
import { Headline } from './headline.tsx'

interface HeadlinesProps {
  readonly overview: Overview
  /** The window, for links. */
  readonly window: { readonly last: string; readonly from: string; readonly to: string }
}

export const Headlines = ({ overview, window }: HeadlinesProps) => {
  const { traffic, coverage, hosts, policy, pending } = overview
  const { conversations } = traffic
  const changes = pending.reduce((sum, draft) => sum + draft.changes, 0)
  const away = hosts.total - hosts.realized
  return (
    <div className="fg-headlines">
      <Headline
        label="Coverage by rules"
        value={coverage.sessions === null ? '–' : formatShare(coverage.sessions)}
        detail={
          coverage.sessions === null
            ? 'no traffic in this window'
            : `of sessions; ${formatShare(coverage.conversations)} of conversations`
        }
        to={paths.traffic({ ...window, groupBy: 'rule' })}
      />
      <Headline
        label="Unprotected"
        value={formatCount(conversations.unprotected)}
        detail={
          conversations.unprotected === 1
            ? 'conversation by the default rule'
            : 'conversations by the default rule'
        }
        to={paths.map({ ...window, state: 'unprotected' })}
      />
      <Headline
        label="Denied"
        value={formatCount(conversations.denied)}
        detail={`conversations, ${plural(traffic.sessions.denied, 'session')}`}
        to={paths.traffic({ ...window, state: 'denied', groupBy: 'pair' })}
      />
      <Headline
        label="Hosts realized"
        value={hosts.total === 0 ? '–' : `${hosts.realized}/${hosts.total}`}
        detail={
          hosts.total === 0
            ? 'no hosts yet'
            : away === 0
              ? 'all enforce the wanted revision'
              : `${away} not at the wanted revision`
        }
        to={
          away === 0
            ? paths.fleet()
            : paths.fleet({
                realization: hosts.failed > 0 ? 'failed' : hosts.stale > 0 ? 'stale' : 'pending',
              })
        }
      />
      <Headline
        label="Pending changes"
        value={formatCount(changes)}
        detail={pending.length === 0 ? 'no open draft' : `in ${plural(pending.length, 'draft')}`}
        to={paths.drafts()}
      />
      <Headline
        label="Published"
        value={policy.publishedAt === null ? '–' : `r${policy.revision}`}
        detail={
          <>
            {plural(policy.rules, 'rule')}, <Time at={policy.publishedAt} never="never published" />
          </>
        }
        to={paths.revisions()}
      />
    </div>
  )
}
