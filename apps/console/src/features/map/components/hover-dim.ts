import { type RefObject, useMemo, useRef } from 'react'
import type { GraphEdge } from '../model/graph.ts'

const quoted = (id: string) => CSS.escape(id)

/**
 * Dims all but what is pointed at and its neighbours. By classes on the elements, past React: on a big map a pass over all
 * nodes for each movement of the mouse would be felt.
 */
export const useHoverDim = (frame: RefObject<HTMLDivElement | null>, edges: readonly GraphEdge[]) => {
  const latest = useRef(edges)
  latest.current = edges
  return useMemo(() => {
    const clear = () => {
      frame.current?.classList.remove('fg-map--hover')
      for (const element of frame.current?.querySelectorAll('.fg-hot') ?? [])
        element.classList.remove('fg-hot')
    }
    const heat = (hot: readonly GraphEdge[], nodes: Iterable<string>) => {
      const root = frame.current
      if (!root) return
      clear()
      root.classList.add('fg-map--hover')
      for (const id of nodes)
        root.querySelector(`.react-flow__node[data-id="${quoted(id)}"]`)?.classList.add('fg-hot')
      for (const { id } of hot)
        for (const part of root.querySelectorAll(`.fg-edges [data-id="${quoted(id)}"]`))
          part.classList.add('fg-hot')
    }
    return {
      none: clear,
      node: (id: string) => {
        const hot = latest.current.filter((edge) => edge.source === id || edge.target === id)
        heat(hot, new Set([id, ...hot.flatMap((edge) => [edge.source, edge.target])]))
      },
      edge: (id: string) => {
        const hot = latest.current.filter((edge) => edge.id === id)
        heat(
          hot,
          hot.flatMap((edge) => [edge.source, edge.target]),
        )
      },
    }
  }, [frame])
}
