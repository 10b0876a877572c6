import { ViewportPortal } from '@xyflow/react'
import { type MouseEvent, memo } from 'react'
import type { DrawnEdge } from '../../model/flow-elements.ts'
import { EdgeLine, EdgeSign } from './edge-line.tsx'

interface EdgeLayerProps {
  readonly edges: readonly DrawnEdge[]
  readonly onSelect: (edgeId: string) => void
  /** The edge that is pointed at; null = none any more. */
  readonly onPoint: (edgeId: string | null) => void
}

const edgeAt = ({ target }: MouseEvent): string | null =>
  (target instanceof Element && target.closest<SVGElement>('.fg-edge')?.dataset.id) || null

/**
 * All edges in one picture. React Flow's own have an element with its own layer and subscriptions each, which costs half of
 * the frames from a hundred edges on; ours know their paths and need nothing of the nodes.
 */
export const EdgeLayer = memo(({ edges, onSelect, onPoint }: EdgeLayerProps) => (
  <ViewportPortal>
    {/* biome-ignore lint/a11y/useKeyWithClickEvents: a shortcut for the mouse; the table twin and the details have every edge */}
    {/* biome-ignore lint/a11y/useKeyWithMouseEvents: the same */}
    {/* biome-ignore lint/a11y/noSvgWithoutTitle: each edge has its own label */}
    <svg
      className="fg-edges"
      onClick={(event) => {
        const id = edgeAt(event)
        if (id !== null) onSelect(id)
      }}
      onMouseOver={(event) => onPoint(edgeAt(event))}
      onMouseOut={() => onPoint(null)}
    >
      {edges.map((edge) => (
        <EdgeLine key={edge.id} edge={edge} />
      ))}
      {edges.map((edge) => (
        <EdgeSign key={edge.id} edge={edge} />
      ))}
    </svg>
  </ViewportPortal>
))
