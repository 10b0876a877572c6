import type { KeyboardEvent } from 'react'
import type { Graph } from '../model/graph.ts'
import { type Direction, nearestInDirection } from '../model/nearest.ts'
import type { Rect } from '../model/rect.ts'

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

interface MapKeys {
  readonly shown: Graph
  readonly rects: ReadonlyMap<string, Rect>
  /** Moves the focus there, and the map if it is out of view. */
  readonly onGo: (nodeId: string) => void
  readonly onOpen: (nodeId: string) => void
  readonly onSelect: (selection: { readonly node?: string }) => void
}

/** Keys of the node that has the focus: arrows to its neighbours, Enter opens or closes, Space for details, Escape away with them. */
export const mapKeys =
  ({ shown, rects, onGo, onOpen, onSelect }: MapKeys) =>
  (event: KeyboardEvent): void => {
    const target =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('.react-flow__node') : null
    const id = target?.dataset.id
    if (id === undefined) return
    const direction = ARROWS[event.key]
    if (direction) {
      event.preventDefault()
      const near = new Map(
        shown.nodes.flatMap((node) => {
          const rect = rects.get(node.id)
          return rect ? [[node.id, rect] as const] : []
        }),
      )
      const next = nearestInDirection(near, id, direction)
      if (next !== null) onGo(next)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (shown.nodes.find((node) => node.id === id)?.node.expandable) onOpen(id)
      else onSelect({ node: id })
    } else if (event.key === ' ') {
      event.preventDefault()
      onSelect({ node: id })
    } else if (event.key === 'Escape') onSelect({})
  }
