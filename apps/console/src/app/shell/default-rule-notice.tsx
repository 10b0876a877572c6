import { getPolicySettings } from '@flowgate/shared'
import { Label, Tooltip } from '@patternfly/react-core'
import { ExclamationTriangleIcon } from '@patternfly/react-icons'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../../lib/api.ts'
import { paths } from '../../lib/paths.ts'
import { useCan } from '../../lib/session.ts'

const defaultRuleQuery = queryOptions({
  queryKey: ['policies', 'settings', 'published'],
  queryFn: ({ signal }) => api.call(getPolicySettings, { query: { view: 'published' } }, { signal }),
  staleTime: 60_000,
})
const MEANING =
  'Traffic that no rule decides is allowed. Such traffic is shown as unprotected until the default rule drops it.'

/** On every page for as long as the published default rule allows. */
export const DefaultRuleNotice = () => {
  const { allowed } = useCan('policy:read')
  const { data } = useQuery({ ...defaultRuleQuery, enabled: allowed })
  if (data?.defaultAction !== 'allow') return null
  return (
    <Tooltip content={MEANING}>
      <Label
        color="yellow"
        icon={<ExclamationTriangleIcon />}
        render={({ className, content, componentRef }) => (
          <Link
            ref={componentRef}
            className={className}
            to={paths.policies({ settings: 1 })}
            aria-label={`Default rule: allow. ${MEANING}`}
          >
            {content}
          </Link>
        )}
      >
        Default rule: allow
      </Label>
    </Tooltip>
  )
}
