import { join } from 'node:path'
import { buildSnapshot, type FlowgateDocument, liveness, type ServiceEntry } from '@flowgate/engine'
import { deadByCutting, type Filter, readFilters, type Span } from '../support/classbench-rules.ts'
import { emptyDocument, policy, rule, workload } from '../support/documents.ts'
import { namesIn, textOf } from '../support/files.ts'
import { createCases, listDifferences, type SuiteReport } from '../support/report.ts'

/** Brute force takes some seconds for ten thousand filters, and more than in proportion for more. */
const MOST_FILTERS = 20_000

/** Dead rules that the engine's analysis finds = dead rules by brute force over the whole packet space. */
export function classbench(folder: string): SuiteReport {
  const cases = createCases('02-rules-classbench')
  for (const name of namesIn(folder)) {
    const text = textOf(join(folder, name))
    // Traces, licences and the like lie beside the sets.
    if (!text.startsWith('@')) continue
    let filters: readonly Filter[]
    try {
      filters = readFilters(text)
    } catch (error) {
      cases.check(name, () => [error instanceof Error ? error.message : String(error)])
      continue
    }
    if (filters.length > MOST_FILTERS) {
      cases.skip(
        name,
        `${filters.length} filters: too many for brute force; the speed at such sizes is goal G11 of the benchmark`,
      )
      continue
    }
    cases.check(`${name}: dead rules`, () =>
      listDifferences(deadByCutting(filters).map(String), deadByEngine(filters).map(String)),
    )
  }
  return cases.report()
}

const deadByEngine = (filters: readonly Filter[]): readonly number[] => {
  const snapshot = buildSnapshot(documentOf(filters))
  return [...liveness(snapshot).dead.keys()]
    .map((number) => Number(snapshot.rules[number]?.id))
    .sort((a, b) => a - b)
}

/**
 * The engine looks at what can happen at vNICs that exist. So that every destination exists, one workload bears an address
 * out of each piece into which the filters cut the destinations; sources need not exist.
 */
const documentOf = (filters: readonly Filter[]): FlowgateDocument => {
  const starts = new Set([0])
  for (const { box } of filters) {
    starts.add(box[1][0])
    if (box[1][1] < 2 ** 32 - 1) starts.add(box[1][1] + 1)
  }
  const addresses = [...starts].map(dotted)
  return {
    ...emptyDocument,
    inventory: {
      ...emptyDocument.inventory,
      workloads: [workload('all', { vnics: [{ id: 'all', mac: null, segment: null, addresses }] })],
    },
    policies: [
      policy(
        'filters',
        filters.map(({ line, box: [source, destination, sourcePort, destinationPort, protocol] }) =>
          rule(String(line), {
            direction: 'in',
            sources: { groups: [], addresses: [rangeText(source)], negated: false },
            destinations: { groups: [], addresses: [rangeText(destination)], negated: false },
            services: { services: [], entries: entriesOf(sourcePort, destinationPort, protocol) },
          }),
        ),
      ),
    ],
  }
}

const WITH_PORTS = new Map([
  [6, 'tcp'],
  [17, 'udp'],
  [132, 'sctp'],
] as const)
const isAll = ([first, last]: Span): boolean => first === 0 && last === 65_535

/** Empty = any. Filters with ports and any protocol, or with ports and a protocol that has none, do not occur in the sets. */
const entriesOf = (source: Span, destination: Span, [protocol, last]: Span): readonly ServiceEntry[] => {
  const open = isAll(source) && isAll(destination)
  if (protocol !== last) {
    if (open) return []
    throw new Error('a filter with ports has a protocol with ports')
  }
  const name = WITH_PORTS.get(protocol as 6 | 17 | 132)
  if (name !== undefined)
    return [
      {
        protocol: name,
        sourcePorts: isAll(source) ? [] : [source],
        destinationPorts: isAll(destination) ? [] : [destination],
      },
    ]
  if (!open) throw new Error(`protocol ${protocol} has no ports`)
  return [{ protocol: 'ip', number: protocol }]
}

const dotted = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
const rangeText = ([first, last]: Span): string => `${dotted(first)}-${dotted(last)}`
