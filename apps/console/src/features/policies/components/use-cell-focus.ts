import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { type CellPlace, cellId, parseCellId, type RowPlace } from '../model/grid-keys.ts'
import type { GridRows } from '../model/grid-rows.ts'
import type { LoadedRules } from '../model/loaded-rules.ts'

interface Scene {
  readonly box: RefObject<HTMLElement | null>
  readonly rows: GridRows
  readonly rules: LoadedRules
  readonly scrollTo: (row: number) => void
}
type Wanted = RowPlace | CellPlace

/** The cell that has the focus or will have it when Tab leads into the grid, in a grid of which most is not in the document. */
export const useCellFocus = ({ box, rows, rules, scrollTo }: Scene) => {
  const [active, setActive] = useState<CellPlace | null>(null)
  // A cell that comes into being only when its row has been scrolled to, or its rule fetched.
  const wanted = useRef<Wanted | null>(null)
  const cellOf = (place: CellPlace) =>
    box.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cellId(place))}"]`) ?? null
  const ruleOf = (place: Wanted): string | undefined => {
    if ('ruleId' in place) return place.ruleId
    const found = rows.at(place.row)
    return found?.kind === 'rule' ? rules.at(found.index)?.id : undefined
  }
  const settle = () => {
    const place = wanted.current
    const ruleId = place ? ruleOf(place) : undefined
    if (!place || ruleId === undefined) return
    const cell = cellOf({ ruleId, column: place.column })
    if (!cell) return
    wanted.current = null
    cell.focus({ preventScroll: true })
  }
  useLayoutEffect(settle)
  const focusOn = (place: Wanted) => {
    wanted.current = place
    const index = 'ruleId' in place ? rules.find(place.ruleId)?.index : undefined
    const row = 'row' in place ? place.row : index === undefined ? null : rows.ofRule(index)
    if (row !== null) scrollTo(row)
    settle()
  }
  const onFocus = (event: { readonly target: EventTarget }) => {
    if (event.target instanceof HTMLElement && event.target.dataset.cell)
      setActive(parseCellId(event.target.dataset.cell))
  }
  const row = (() => {
    const index = active ? rules.find(active.ruleId)?.index : undefined
    return index === undefined ? null : rows.ofRule(index)
  })()
  return { active, activeRow: row, cellOf, focusOn, onFocus }
}
export type CellFocus = ReturnType<typeof useCellFocus>
