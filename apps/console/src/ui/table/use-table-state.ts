import { useCallback, useMemo, useRef } from 'react'
import { useSearchParams } from 'react-router'
import { type Patch, patched } from '../../lib/url-state.ts'

/** What a table and its toolbar need of a list's state, whatever its filters are called. */
export interface TableView {
  readonly q: string
  readonly sort: string
  readonly limit: number
  /** From 1. */
  readonly page: number
  readonly filters: Readonly<Record<string, string>>
  /** Any filter or search at all. */
  readonly filtered: boolean
  readonly setFilter: (patch: Patch<string>) => void
  readonly clearFilters: () => void
  readonly setSort: (sort: string) => void
  readonly setLimit: (limit: number) => void
  readonly next: (cursor: string) => void
  readonly previous: () => void
}

/** The part of an operation's query that every list has. */
interface PagePart {
  readonly limit: number
  readonly q?: string
  readonly sort?: string
  readonly cursor?: string
}

export interface TableState extends TableView {
  /** For the operation's query; what is not set is left out. */
  readonly query: PagePart
}
/** With its filters by name. */
export interface FilteredTableState<F extends string> extends TableState {
  readonly query: PagePart & { readonly [name in F]?: string }
  readonly filters: Readonly<Record<F, string>>
}

const DEFAULT_LIMIT = 50
const FIRST_PAGE = { cursor: null, page: null } as const

/**
 * Search, filters, sort order and page of a list, kept in the address. A change of any of them starts at the first page.
 * `filters` must be a constant.
 */
export const useTableState = <F extends string>(
  filters: readonly F[],
  defaults: { readonly sort?: string; readonly limit?: number } = {},
): FilteredTableState<F> => {
  const [search, setSearch] = useSearchParams()
  const { sort: defaultSort = '', limit: defaultLimit = DEFAULT_LIMIT } = defaults
  // Cursors of the pages before this one: the server only knows the way forward.
  const before = useRef<(string | null)[]>([])

  const update = useCallback(
    (patch: Patch<string>) => {
      before.current = []
      setSearch((current) => patched(current, { ...FIRST_PAGE, ...patch }), {
        replace: true,
        preventScrollReset: true,
      })
    },
    [setSearch],
  )
  const go = useCallback(
    (cursor: string | null, page: number) =>
      setSearch((current) => patched(current, { cursor, page: page > 1 ? String(page) : null })),
    [setSearch],
  )

  const q = search.get('q') ?? ''
  const sort = search.get('sort') ?? defaultSort
  const limit = Number(search.get('limit')) || defaultLimit
  const cursor = search.get('cursor')
  const page = cursor === null ? 1 : Number(search.get('page')) || 2
  const values = Object.fromEntries(filters.map((name) => [name, search.get(name) ?? ''])) as Record<
    F,
    string
  >
  const filterKey = JSON.stringify(values)

  const query = useMemo(() => {
    const set = Object.entries<string>(JSON.parse(filterKey)).filter(([, value]) => value !== '')
    const parts = { ...Object.fromEntries(set), limit, ...(q ? { q } : {}), ...(sort ? { sort } : {}) }
    return (cursor === null ? parts : { ...parts, cursor }) as FilteredTableState<F>['query']
  }, [filterKey, limit, q, sort, cursor])

  return {
    query,
    q,
    sort,
    limit,
    page,
    filters: values,
    filtered: q !== '' || Object.values(values).some((value) => value !== ''),
    setFilter: update,
    clearFilters: () => update(Object.fromEntries(['q', ...filters].map((name) => [name, null]))),
    setSort: (next) => update({ sort: next === defaultSort ? null : next }),
    setLimit: (next) => update({ limit: next === defaultLimit ? null : String(next) }),
    next: (following) => {
      before.current.push(cursor)
      go(following, page + 1)
    },
    previous: () => {
      const earlier = before.current.pop() ?? null
      go(earlier, earlier === null ? 1 : page - 1)
    },
  }
}
