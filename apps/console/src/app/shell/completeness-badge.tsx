import { listFleet } from '@flowgate/shared'
import { Label, Tooltip } from '@patternfly/react-core'
import { CheckCircleIcon, ExclamationTriangleIcon } from '@patternfly/react-icons'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../../lib/api.ts'
import { formatCount } from '../../lib/format.ts'
import { paths } from '../../lib/paths.ts'
import { useCan } from '../../lib/session.ts'

const fleetQuery = queryOptions({
  queryKey: ['fleet', 'completeness'],
  queryFn: ({ signal }) => api.call(listFleet, { query: { limit: 500 } }, { signal }),
})

/** How far to believe what is shown: hosts that report, and reports that were lost. */
export const CompletenessBadge = () => {
  const { allowed } = useCan('fleet:read')
  const { data } = useQuery({ ...fleetQuery, enabled: allowed })
  if (!data || data.items.length === 0) return null
  const online = data.items.filter((host) => host.online).length
  const dropped = data.items.reduce((sum, host) => sum + host.dropped, 0)
  const complete = online === data.items.length && dropped === 0
  const text = `${online}/${data.items.length} hosts`
  const meaning = complete
    ? 'All hosts report their traffic: the picture is complete.'
    : `${data.items.length - online} of ${data.items.length} hosts do not report${dropped > 0 ? `, and ${formatCount(dropped)} flow reports were lost` : ''}: the picture has gaps.`
  return (
    <Tooltip content={meaning}>
      <Label
        className="fg-completeness"
        color={complete ? 'grey' : 'orange'}
        icon={complete ? <CheckCircleIcon /> : <ExclamationTriangleIcon />}
        render={({ className, content, componentRef }) => (
          <Link
            ref={componentRef}
            className={className}
            to={paths.fleet()}
            aria-label={`${text}. ${meaning}`}
          >
            {content}
          </Link>
        )}
      >
        {text}
      </Label>
    </Tooltip>
  )
}
