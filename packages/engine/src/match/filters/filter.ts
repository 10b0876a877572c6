/** Both ends inclusive. */
export type Span = readonly [first: number, last: number]

/**
 * A rule as a box over the five header fields of an IPv4 packet: what a router's access list is made of, without groups.
 * Addresses are unsigned 32-bit numbers. A packet without ports has source port 0 and, of ICMP, `type << 8 | code` as
 * destination port.
 */
export interface Filter {
  readonly source: Span
  readonly destination: Span
  readonly sourcePorts: Span
  readonly destinationPorts: Span
  readonly protocols: Span
}

const fits = ([first, last]: Span, largest: number): boolean =>
  Number.isInteger(first) && Number.isInteger(last) && 0 <= first && first <= last && last <= largest

/** @throws RangeError naming the filter by its position and the field, where a span is empty or out of its range */
export function checkFilters(filters: readonly Filter[]): void {
  for (const [i, filter] of filters.entries()) {
    for (const field of ['source', 'destination'] as const) check(i, field, filter[field], 2 ** 32 - 1)
    for (const field of ['sourcePorts', 'destinationPorts'] as const) check(i, field, filter[field], 65_535)
    check(i, 'protocols', filter.protocols, 255)
  }
}

function check(index: number, field: keyof Filter, span: Span, largest: number): void {
  if (!fits(span, largest))
    throw new RangeError(
      `filters[${index}].${field} is [${span}]: must be first <= last, whole, within 0 and ${largest}`,
    )
}
