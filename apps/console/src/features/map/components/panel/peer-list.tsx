import type { MapEdge, MapNode } from '@flowgate/shared'
import { Button } from '@patternfly/react-core'
import { StateMark } from '../../../../ui/state/state-mark.tsx'
import { Quantity } from '../../../../ui/text/quantity.tsx'
import { edgeLabel } from '../../model/graph.ts'

interface PeerListProps {
  readonly node: MapNode
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  readonly onEdge: (edgeId: string) => void
}
const MOST = 25

/** The other ends of a node's edges, the busiest first. */
export const PeerList = ({ node, nodes, edges, onEdge }: PeerListProps) => {
  const label = (id: string) => nodes.find((other) => other.id === id)?.label ?? id
  const sorted = [...edges].sort((a, b) => b.sessions - a.sessions)
  if (node.expanded) return <p className="fg-subtle">Opened: see what it holds.</p>
  if (sorted.length === 0) return <p className="fg-subtle">No traffic in this window.</p>
  return (
    <ul className="fg-list">
      {sorted.slice(0, MOST).map((edge) => {
        const out = edge.source === node.id
        const other = label(out ? edge.target : edge.source)
        return (
          <li key={edge.id} className="fg-peer">
            <StateMark state={edge.state} compact />
            <Button variant="link" isInline onClick={() => onEdge(edge.id)}>
              {out ? `to ${other}` : `from ${other}`}
            </Button>
            <span className="fg-mono fg-subtle fg-truncate">{edgeLabel(edge)}</span>
            <Quantity value={edge.sessions} />
          </li>
        )
      })}
      {sorted.length > MOST && <li className="fg-subtle">and {sorted.length - MOST} more</li>}
    </ul>
  )
}
