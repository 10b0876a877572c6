import type { MapEdge, MapNode } from '@flowgate/shared'
import {
  Button,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core'
import { Link } from 'react-router'
import { formatShare } from '../../../../lib/format.ts'
import { paths } from '../../../../lib/paths.ts'
import { ObjectChip } from '../../../../ui/object-chip.tsx'
import { PanelSection, SidePanel } from '../../../../ui/side-panel.tsx'
import { Quantity } from '../../../../ui/text/quantity.tsx'
import { applicationOf } from '../../model/selector.ts'
import { filterOf, type MapUrl, windowOf } from '../../model/view-state.ts'
import { ModeBars } from './mode-bars.tsx'
import { NodePolicies } from './node-policies.tsx'
import { NodeWorkloads } from './node-workloads.tsx'
import { PeerList } from './peer-list.tsx'

interface NodePanelProps {
  readonly node: MapNode
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  readonly url: MapUrl
  readonly onToggle: () => void
  readonly onEdge: (edgeId: string) => void
  readonly onClose: () => void
}

export const NodePanel = ({ node, nodes, edges, url, onToggle, onEdge, onClose }: NodePanelProps) => {
  const { application, tier } = applicationOf(node.id)
  const own = edges.filter((edge) => edge.source === node.id || edge.target === node.id)
  return (
    <SidePanel
      title={node.label}
      label={`Details of ${node.label}`}
      onClose={onClose}
      actions={
        <>
          {node.expandable && (
            <Button variant="secondary" size="sm" onClick={onToggle}>
              {node.expanded ? 'Close' : 'Open'}
            </Button>
          )}
          {node.kind !== 'hidden' && (
            <Link to={paths.traffic({ ...filterOf(url), ...windowOf(url), either: node.id })}>Flows</Link>
          )}
          {application !== null && (
            <Link to={paths.workloads({ application, ...(tier ? { tag: `tier:${tier}` } : {}) })}>
              Workloads
            </Link>
          )}
          {node.workloadId && <Link to={paths.workload(node.workloadId)}>Workload</Link>}
        </>
      }
    >
      <DescriptionList isCompact isHorizontal>
        <DescriptionListGroup>
          <DescriptionListTerm>Workloads</DescriptionListTerm>
          <DescriptionListDescription>
            <Quantity value={node.workloads} />
          </DescriptionListDescription>
        </DescriptionListGroup>
        {node.addresses > 0 && (
          <DescriptionListGroup>
            <DescriptionListTerm>Addresses</DescriptionListTerm>
            <DescriptionListDescription>
              <Quantity value={node.addresses} />
            </DescriptionListDescription>
          </DescriptionListGroup>
        )}
        <DescriptionListGroup>
          <DescriptionListTerm>Decided by rules</DescriptionListTerm>
          <DescriptionListDescription>{formatShare(node.protectedShare)}</DescriptionListDescription>
        </DescriptionListGroup>
        {node.tags.length > 0 && (
          <DescriptionListGroup>
            <DescriptionListTerm>Tags</DescriptionListTerm>
            <DescriptionListDescription>
              <span className="fg-row fg-row--wrap">
                {node.tags.map((tag) => (
                  <ObjectChip key={tag} kind="tag" name={tag} to={paths.workloads({ tag })} />
                ))}
              </span>
            </DescriptionListDescription>
          </DescriptionListGroup>
        )}
      </DescriptionList>
      {node.workloads > 0 && (
        <PanelSection title="Enforcement">
          <ModeBars modes={node.modes} />
        </PanelSection>
      )}
      {node.workloads > 0 && <NodePolicies nodeId={node.id} />}
      {application !== null && <NodeWorkloads nodeId={node.id} />}
      <PanelSection title="Talks with">
        <PeerList node={node} nodes={nodes} edges={own} onEdge={onEdge} />
      </PanelSection>
    </SidePanel>
  )
}
