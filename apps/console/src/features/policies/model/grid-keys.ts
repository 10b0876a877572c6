import type { CellKey, GridColumn } from './columns.ts'
import type { GridRows } from './grid-rows.ts'

export interface CellPlace {
  readonly ruleId: string
  readonly column: CellKey
}
export const cellId = ({ ruleId, column }: CellPlace): string => `${ruleId}:${column}`
/** No rule id holds a colon. */
export const parseCellId = (text: string): CellPlace => {
  const at = text.lastIndexOf(':')
  return { ruleId: text.slice(0, at), column: text.slice(at + 1) as CellKey }
}

/** A cell by its row, whether or not the rule there is loaded. */
export interface RowPlace {
  readonly row: number
  readonly column: CellKey
}
const clamp = (value: number, max: number) => Math.max(0, Math.min(value, max))
const PAGE = 15

/** Where a key leads from a cell; null when it leads nowhere. */
export const nextCell = (
  { row, column }: RowPlace,
  key: string,
  rows: GridRows,
  columns: readonly GridColumn[],
  /** Ctrl or Cmd. */
  modified = false,
): RowPlace | null => {
  const col = columns.findIndex((item) => item.key === column)
  const end = rows.count - 1
  const moves: Readonly<Record<string, readonly [row: number, col: number]>> = {
    ArrowUp: [row - 1, col],
    ArrowDown: [row + 1, col],
    ArrowLeft: [row, col - 1],
    ArrowRight: [row, col + 1],
    Home: [modified ? 0 : row, 0],
    End: [modified ? end : row, columns.length - 1],
    PageUp: [row - PAGE, col],
    PageDown: [row + PAGE, col],
  }
  const move = moves[key]
  const next = columns[clamp(move?.[1] ?? 0, columns.length - 1)]
  if (!move || col < 0 || !next) return null
  const wanted = clamp(move[0], end)
  const step = wanted < row ? -1 : 1
  // Over headings; at the end of the grid, back to the last rule there is.
  const found = rows.nextRule(wanted, step) ?? rows.nextRule(wanted, step === 1 ? -1 : 1)
  return found === null ? null : { row: found, column: next.key }
}
