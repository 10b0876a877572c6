import type { CellKey, GridColumn } from './columns.ts'

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

const clamp = (value: number, max: number) => Math.max(0, Math.min(value, max))

/** Where a key leads from a cell; null when it leads nowhere. */
export const nextCell = (
  from: CellPlace,
  key: string,
  rules: readonly string[],
  columns: readonly GridColumn[],
): CellPlace | null => {
  const row = rules.indexOf(from.ruleId)
  const col = columns.findIndex((column) => column.key === from.column)
  const moves: Readonly<Record<string, readonly [row: number, col: number]>> = {
    ArrowUp: [row - 1, col],
    ArrowDown: [row + 1, col],
    ArrowLeft: [row, col - 1],
    ArrowRight: [row, col + 1],
    Home: [row, 0],
    End: [row, columns.length - 1],
    PageUp: [row - 15, col],
    PageDown: [row + 15, col],
  }
  const move = moves[key]
  if (!move || row < 0 || col < 0) return null
  const ruleId = rules[clamp(move[0], rules.length - 1)]
  const column = columns[clamp(move[1], columns.length - 1)]
  return ruleId && column ? { ruleId, column: column.key } : null
}
