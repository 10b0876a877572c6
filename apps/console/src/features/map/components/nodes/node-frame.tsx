import type { ComponentType, ReactNode } from 'react'
import type { GraphNode } from '../../model/graph.ts'
import { useNodeActions } from '../node-actions.ts'
import { ModeBadge } from './mode-badge.tsx'
import { ProtectionRing } from './ring.tsx'

interface NodeFrameProps {
  readonly item: GraphNode
  readonly icon: ComponentType
  /** The line below the name. */
  readonly detail: ReactNode
  readonly mono?: boolean
}

/**
 * What nodes have in common. A card when near, a chip with the name further off, a dot from afar: style sheets decide by
 * the map's zoom, so that zooming draws nothing again.
 */
export const NodeFrame = ({ item, icon: Icon, detail, mono = false }: NodeFrameProps) => {
  const { toggle } = useNodeActions()
  const { node } = item
  return (
    <div className={`fg-node fg-node--${node.kind}`}>
      <span className="fg-node__icon">
        <Icon />
      </span>
      <span className="fg-node__text">
        <span className={`fg-node__name${mono ? ' fg-mono' : ''}`} title={node.label}>
          {node.label}
        </span>
        <span className="fg-node__detail">{detail}</span>
      </span>
      <span className="fg-node__marks">
        <ProtectionRing share={node.protectedShare} />
        <ModeBadge modes={node.modes} />
      </span>
      {node.expandable && (
        <button
          type="button"
          tabIndex={-1}
          className="fg-node__toggle nodrag nopan"
          aria-label={`Open ${node.label}`}
          onClick={(event) => {
            event.stopPropagation()
            toggle(node.id)
          }}
        >
          +
        </button>
      )}
    </div>
  )
}
