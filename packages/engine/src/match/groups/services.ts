import type { MatchRule } from '../../compile/match-rule.ts'
import { serviceRuns } from '../fast/service-classes.ts'
import { createPages, lookup16, type Pages, pagesOf, trimPages, uniformPage, widenFor } from './pages.ts'
import type { RowStore } from './rows.ts'
import type { RuleLists } from './rule-index.ts'

/** (protocol, destination port or ICMP type and code) to the number of a service class: no rule tells two services of one apart. */
export interface Services {
  readonly entries: Pages['entries']
  /** By protocol, the root of its pages. */
  readonly roots: Int32Array
  /** By protocol, the class of packets that show no ports. */
  readonly hidden: Int32Array
  /** By class, the row of the rules whose services may match. */
  readonly rows: Int32Array
}

/** Source ports are not looked at: a rule that asks for one is in the rows of its destination ports. */
export function compileServices(rules: readonly MatchRule[], rows: RowStore): Services {
  const classes = new Map<number, number>()
  const intern = (bits: Int32Array): number => {
    const row = rows.intern(bits, rows.empty)
    const known = classes.get(row)
    if (known !== undefined) return known
    classes.set(row, classes.size)
    return classes.size - 1
  }
  const { any, byProtocol } = serviceRuns(
    rules.map(({ entries, enabled }) => (enabled ? entries : [])),
    rows.words,
    intern,
  )
  const pages = createPages(16)
  widenFor(pages, classes.size)
  const roots = new Int32Array(256).fill(uniformPage(pages, 1, any))
  const hidden = new Int32Array(256).fill(any)
  for (const [protocol, keys] of byProtocol) {
    hidden[protocol] = keys.hidden
    roots[protocol] = pagesOf(pages, 2, {
      first: keys.runs.map(({ first }) => first),
      value: keys.runs.map(({ row }) => row),
    })
  }
  trimPages(pages)
  return { entries: pages.entries, roots, hidden, rows: Int32Array.from(classes.keys()) }
}

export const lookupService = (
  { entries, roots, hidden }: Pick<Services, 'entries' | 'roots' | 'hidden'>,
  protocol: number,
  port: number,
): number => (port < 0 ? (hidden[protocol] as number) : lookup16(entries, roots[protocol] as number, port))

/** By rule, the service classes that it is in. */
export function classesByRule({ rows: ofClass }: Services, rows: RowStore, rules: number): RuleLists {
  const bits = new Int32Array(rows.words)
  const start = new Int32Array(rules + 1)
  const forEach = (visit: (rule: number, serviceClass: number) => void): void => {
    for (let each = 0; each < ofClass.length; each += 1) {
      rows.read(ofClass[each] as number, bits)
      for (let w = 0; w < bits.length; w += 1) {
        for (let left = bits[w] as number; left !== 0; left &= left - 1)
          visit(w * 32 + 31 - Math.clz32(left & -left), each)
      }
    }
  }
  forEach((rule) => {
    start[rule + 1] = (start[rule + 1] as number) + 1
  })
  for (let i = 1; i < start.length; i += 1) start[i] = (start[i] as number) + (start[i - 1] as number)
  const list = new Int32Array(start[rules] as number)
  const filled = start.slice()
  forEach((rule, each) => {
    const at = filled[rule] as number
    list[at] = each
    filled[rule] = at + 1
  })
  return { start, rules: list }
}
