import type { FlowItem, Page, PageQuery } from '@flowgate/shared'
import { decodeCursor, encodeCursor } from '../../../http/cursor.ts'
import { parseSort } from '../../../http/paging.ts'
import { protocolText } from '../memory/naming.ts'
import { flowItemOf } from './flow-item.ts'
import type { Selection } from './selection.ts'
import { keyIn, type Ordering, topRows } from './top-rows.ts'

const NUMERIC = ['lastSeen', 'firstSeen', 'sessions', 'bytes', 'packets', 'port', 'state'] as const
const TEXT = ['source', 'destination', 'protocol', 'service'] as const
type Field = (typeof NUMERIC)[number] | (typeof TEXT)[number]
const FIELDS: readonly Field[] = [...NUMERIC, ...TEXT]

/** What rows are sorted by, and how a cursor writes a row's key and finds it again. */
interface SortKey extends Ordering {
  write(row: number): string | number
  read(written: string | number | null): number
}

const numeric = (ordering: Ordering): SortKey => ({
  ...ordering,
  write: (row) => keyIn(ordering, row),
  read: (written) => Number(written ?? 0),
})

/** Where a text stands in order; one that is gone lies between its neighbours. */
const placeAmong = (sorted: readonly string[], text: string): number => {
  const next = sorted.findIndex((each) => each >= text)
  if (next < 0) return sorted.length
  return sorted[next] === text ? next : next - 0.5
}

const textual = (column: Uint32Array, texts: readonly string[]): SortKey => {
  const sorted = [...new Set(texts)].sort()
  const places = new Map(sorted.map((text, place) => [text, place]))
  return {
    column,
    table: Float64Array.from(texts, (text) => places.get(text) ?? 0),
    write: (row) => texts[column[row] ?? 0] ?? '',
    read: (written) => placeAmong(sorted, String(written ?? '')),
  }
}

const sortKey = (field: Field, { memory, view, naming }: Selection): SortKey => {
  const { columns, services } = memory
  const side = (column: Uint32Array): SortKey => ({
    column,
    table: view.ranks(),
    write: (row) => view.names[column[row] ?? 0] ?? '',
    read: (written) => placeAmong([...new Set(view.names)].sort(), String(written ?? '')),
  })
  switch (field) {
    case 'source':
      return side(columns.source)
    case 'destination':
      return side(columns.destination)
    case 'protocol':
      return textual(
        columns.service,
        services.map(({ protocol }) => protocolText(protocol)),
      )
    case 'service':
      return textual(
        columns.service,
        services.map(({ protocol, port }) => naming.service(protocol, port)?.name ?? ''),
      )
    case 'port':
      return numeric({
        column: columns.service,
        table: Float64Array.from(services, ({ port }) => port ?? -1),
      })
    default:
      return numeric({ column: columns[field], table: null })
  }
}

/** One page of a selection, the newest first unless sorted otherwise. */
export const listRows = (selection: Selection, query: PageQuery): Page<FlowItem> => {
  const sort = parseSort(query.sort, FIELDS, '-lastSeen')
  const { memory, rows } = selection
  const key = sortKey(sort.field, selection)
  const cursor = decodeCursor(query.cursor, sort.text, 2)
  const after = cursor === null ? null : { key: key.read(cursor[0] ?? null), id: Number(cursor[1]) }
  const { id } = memory.columns
  const found = topRows(rows, {
    limit: query.limit + 1,
    descending: sort.descending,
    ordering: key,
    ids: id,
    after,
  })
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => flowItemOf(selection, row)),
    nextCursor:
      last !== undefined && found.length > shown.length
        ? encodeCursor({ sort: sort.text, keys: [key.write(last), id[last] ?? 0] })
        : null,
    total: rows.length,
  }
}
