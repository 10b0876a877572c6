import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { GridRows } from '../model/grid-rows.ts'

const ROW = 36
const HEADING = 43
/** Of the sticky head of the grid. */
const HEAD = 31
const OVERSCAN = 10
const LEAST = 320
/** Beneath the grid: how many rules there are. */
const BELOW = 52

/** How high the grid may be, so that it ends where the page does, and how wide what is seen of it is. */
const useRoom = (box: RefObject<HTMLElement | null>) => {
  const [room, setRoom] = useState({ height: LEAST, width: 0 })
  useLayoutEffect(() => {
    const page = document.getElementById('main')
    if (!page) return
    const measure = () => {
      if (!box.current) return
      const top = box.current.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop
      const height = Math.max(LEAST, Math.floor(page.clientHeight - top - BELOW))
      const width = box.current.clientWidth
      setRoom((before) => (before.height === height && before.width === width ? before : { height, width }))
    }
    measure()
    // What stands above the grid (the pending bar, toolbars that wrap) comes and goes.
    const observer = new ResizeObserver(measure)
    observer.observe(page)
    if (box.current) observer.observe(box.current)
    for (const part of page.children) observer.observe(part)
    const above = box.current?.parentElement
    for (const part of above?.children ?? []) if (part !== box.current) observer.observe(part)
    return () => observer.disconnect()
  }, [box])
  return room
}

interface GridWindow {
  readonly rows: GridRows
  /** Under which a row's height is remembered. */
  readonly keyOf: (row: number) => string | number
  /** Kept in the document wherever the reader scrolls to: the row with the focus, the one that is dragged. */
  readonly kept: readonly number[]
}

/** The rows that are on the screen, and a little beyond. */
export const useGridWindow = ({ rows, keyOf, kept }: GridWindow) => {
  const box = useRef<HTMLDivElement>(null)
  const room = useRoom(box)
  const rangeExtractor = useCallback(
    (range: Range) => {
      // The heading of the policy that the first visible row belongs to stays at the top.
      const wanted = [...defaultRangeExtractor(range), rows.headingOf(range.startIndex), ...kept]
      return [...new Set(wanted)].filter((row) => row >= 0 && row < range.count).sort((a, b) => a - b)
    },
    [rows, kept],
  )
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => box.current,
    estimateSize: (row) => (rows.at(row)?.kind === 'section' ? HEADING : ROW),
    getItemKey: keyOf,
    overscan: OVERSCAN,
    rangeExtractor,
    scrollPaddingStart: HEAD + HEADING,
    scrollPaddingEnd: ROW,
    scrollMargin: HEAD,
    useFlushSync: false,
  })
  return { box, room, virtualizer }
}
