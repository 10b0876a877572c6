import type { MapEdge } from '@flowgate/shared'
import { Link } from 'react-router'
import { formatPort } from '../../../../lib/format.ts'
import { paths } from '../../../../lib/paths.ts'
import { useCan } from '../../../../lib/session.ts'
import { DecidedBy } from '../../../../ui/decided-by.tsx'
import { StateMark } from '../../../../ui/state/state-mark.tsx'
import { Quantity } from '../../../../ui/text/quantity.tsx'
import { Time } from '../../../../ui/text/time.tsx'
import type { EdgeService } from '../../api/map-edge.ts'
import { filterOf, type MapUrl, windowOf } from '../../model/view-state.ts'

interface EdgeServiceCardProps {
  readonly service: EdgeService
  readonly edge: Pick<MapEdge, 'source' | 'target'>
  readonly url: MapUrl
}

/** One service of an edge as one rule decided it, with what can be done about it. */
export const EdgeServiceCard = ({ service, edge, url }: EdgeServiceCardProps) => {
  const test = useCan('analysis:run')
  const write = useCan('policy:write')
  const { protocol, port, state } = service
  const flows = paths.traffic({
    ...filterOf(url),
    ...windowOf(url),
    source: edge.source,
    destination: edge.target,
    protocol,
    port,
    state,
  })
  const isHidden = edge.source.startsWith('hidden') || edge.target.startsWith('hidden')
  const action =
    state === 'denied' ? 'allow' : state === 'unprotected' || state === 'unknown' ? 'allow' : 'drop'
  return (
    <div className="fg-service">
      <div className="fg-row fg-row--between">
        <strong className="fg-mono">{formatPort(protocol, port)}</strong>
        {service.serviceId ? (
          <Link to={paths.service(service.serviceId)}>{service.service ?? service.serviceId}</Link>
        ) : (
          <span className="fg-subtle">{service.service}</span>
        )}
        <StateMark state={state} />
      </div>
      <div>
        Decided by: <DecidedBy by={service.decidedBy} />
      </div>
      {service.processes.length > 0 && <div>Process: {service.processes.join(', ')}</div>}
      {service.users.length > 0 && <div>User: {service.users.join(', ')}</div>}
      <div className="fg-subtle">
        <Quantity value={service.flows} /> flows, <Quantity value={service.sessions} /> sessions,{' '}
        <Quantity value={service.bytes} unit="bytes" />, last <Time at={service.lastSeen} />
      </div>
      <div className="fg-service__links">
        <Link to={flows}>Flows</Link>
        {test.allowed && !isHidden && (
          <Link
            to={paths.analyze({
              source: service.example.source,
              destination: service.example.destination,
              protocol,
              port,
            })}
          >
            Explain
          </Link>
        )}
        {!isHidden &&
          (write.allowed ? (
            <Link
              to={paths.newRule({ source: edge.source, destination: edge.target, protocol, port, action })}
            >
              Create rule in draft
            </Link>
          ) : (
            <span className="fg-subtle" aria-disabled="true" title={write.reason}>
              Create rule in draft
            </span>
          ))}
      </div>
    </div>
  )
}
