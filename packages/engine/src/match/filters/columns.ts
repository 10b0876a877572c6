import type { Filter, Span } from './filter.ts'

/** Ends of the spans of one field, by filter; both inclusive. */
export interface AddressColumn {
  readonly first: Uint32Array
  readonly last: Uint32Array
}

/** What compiling goes over again and again, in typed memory. */
export interface Columns {
  readonly count: number
  readonly source: AddressColumn
  readonly destination: AddressColumn
}

export function columnsOf(filters: readonly Filter[]): Columns {
  const column = (span: (filter: Filter) => Span): AddressColumn => {
    const first = new Uint32Array(filters.length)
    const last = new Uint32Array(filters.length)
    for (let i = 0; i < filters.length; i += 1) {
      const [begin, end] = span(filters[i] as Filter)
      first[i] = begin
      last[i] = end
    }
    return { first, last }
  }
  return {
    count: filters.length,
    source: column((filter) => filter.source),
    destination: column((filter) => filter.destination),
  }
}
