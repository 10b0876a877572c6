import type { MapEdge, MapNode } from '@flowgate/shared'
import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { plural } from '../../../../lib/format.ts'
import { paths } from '../../../../lib/paths.ts'
import { PanelSection, SidePanel } from '../../../../ui/side-panel.tsx'
import { Failure, LoadingLines } from '../../../../ui/states.tsx'
import { Quantity } from '../../../../ui/text/quantity.tsx'
import { Time } from '../../../../ui/text/time.tsx'
import { mapEdgeQuery } from '../../api/map-edge.ts'
import { filterOf, type MapUrl, toEdgeFilter, windowOf } from '../../model/view-state.ts'
import { EdgeServiceCard } from './edge-service-card.tsx'
import './panel.css'

interface EdgePanelProps {
  readonly edge: Pick<MapEdge, 'id' | 'source' | 'target'>
  readonly nodes: readonly MapNode[]
  readonly url: MapUrl
  readonly now: number
  readonly onClose: () => void
}

/** What lies behind an edge: totals, and each service with what decided it. */
export const EdgePanel = ({ edge, nodes, url, now, onClose }: EdgePanelProps) => {
  // An end of the edge is narrower than a filter on the same side, which the map has already applied.
  const filter = { ...toEdgeFilter(url, now), source: edge.source, destination: edge.target }
  const { data, error, refetch } = useQuery(mapEdgeQuery(filter))
  const label = (id: string, answered: string | undefined) =>
    answered ?? nodes.find((node) => node.id === id)?.label ?? id.slice(id.indexOf(':') + 1)
  const sourceLabel = label(edge.source, data?.sourceLabel)
  const destinationLabel = label(edge.target, data?.destinationLabel)
  const flows = paths.traffic({
    ...filterOf(url),
    ...windowOf(url),
    source: edge.source,
    destination: edge.target,
  })
  return (
    <SidePanel
      title={`${sourceLabel} → ${destinationLabel}`}
      label={`Traffic from ${sourceLabel} to ${destinationLabel}`}
      onClose={onClose}
      actions={<Link to={flows}>{data ? `All ${plural(data.flows, 'flow')}` : 'All flows'}</Link>}
    >
      {error ? (
        <Failure title="Could not load this traffic" error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LoadingLines lines={8} />
      ) : (
        <>
          <DescriptionList isCompact columnModifier={{ default: '2Col' }}>
            <DescriptionListGroup>
              <DescriptionListTerm>Flows</DescriptionListTerm>
              <DescriptionListDescription>
                <Quantity value={data.flows} />
              </DescriptionListDescription>
            </DescriptionListGroup>
            <DescriptionListGroup>
              <DescriptionListTerm>Sessions</DescriptionListTerm>
              <DescriptionListDescription>
                <Quantity value={data.sessions} />
              </DescriptionListDescription>
            </DescriptionListGroup>
            <DescriptionListGroup>
              <DescriptionListTerm>Bytes</DescriptionListTerm>
              <DescriptionListDescription>
                <Quantity value={data.bytes} unit="bytes" />
              </DescriptionListDescription>
            </DescriptionListGroup>
            <DescriptionListGroup>
              <DescriptionListTerm>Last seen</DescriptionListTerm>
              <DescriptionListDescription>
                <Time at={data.lastSeen} />
              </DescriptionListDescription>
            </DescriptionListGroup>
            <DescriptionListGroup>
              <DescriptionListTerm>First seen</DescriptionListTerm>
              <DescriptionListDescription>
                <Time at={data.firstSeen} />
              </DescriptionListDescription>
            </DescriptionListGroup>
          </DescriptionList>
          <PanelSection title={plural(data.services.length, 'service')}>
            <div className="fg-stack">
              {data.services.map((service) => (
                <EdgeServiceCard
                  key={`${service.protocol}/${service.port}/${service.state}/${service.decidedBy.ruleId}/${service.decidedBy.revision}`}
                  service={service}
                  edge={edge}
                  url={url}
                />
              ))}
            </div>
          </PanelSection>
        </>
      )}
    </SidePanel>
  )
}
