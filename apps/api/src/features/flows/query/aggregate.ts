import type { aggregateFlows, Output, Parsed } from '@flowgate/shared'
import { byState, DECIDERS, stateOf } from '../memory/codes.ts'
import { protocolText } from '../memory/naming.ts'
import { decidedByOf, hidesOneSide } from './decided-by.ts'
import { nodeLabel } from './node-label.ts'
import { type Selection, totalsOf } from './selection.ts'

type GroupBy = Parsed<typeof aggregateFlows>['query']['groupBy']
type Answer = Output<typeof aggregateFlows>
export type FlowAggregate = Answer['items'][number]

/** How rows are told apart, and what a group is called. `row` is any row of the group. */
interface Grouping {
  /** All rows of a conversation are in one group. */
  readonly byConversation?: boolean
  readonly keyOf: (row: number) => number
  readonly describe: (row: number) => Pick<FlowAggregate, 'label' | 'filter'>
}

const servicePort = (protocol: number, port: number | null): string =>
  port === null ? protocolText(protocol) : `${port}/${protocolText(protocol)}`

const DECIDER_LABELS = {
  rule: 'a rule about another application',
  'default-rule': 'default rule',
  'not-protected': 'not protected',
  observer: 'as observed',
  nothing: 'not evaluated',
} as const

const groupingOf = (groupBy: GroupBy, selection: Selection): Grouping => {
  const { memory, view, naming } = selection
  const { columns } = memory
  const node = (codes: Uint32Array, side: Uint32Array, field: string): Grouping => ({
    byConversation: true,
    keyOf: (row) => codes[side[row] ?? 0] ?? 0,
    describe: (row) => {
      const selector = view.nodes.textOf(codes[side[row] ?? 0] ?? 0) ?? ''
      return { label: nodeLabel(selector, view), filter: { [field]: selector } }
    },
  })
  const source = node(view.entity, columns.source, 'source')
  const destination = node(view.entity, columns.destination, 'destination')
  switch (groupBy) {
    case 'source':
      return source
    case 'destination':
      return destination
    case 'source-application':
      return node(view.application, columns.source, 'source')
    case 'destination-application':
      return node(view.application, columns.destination, 'destination')
    case 'pair':
      return {
        byConversation: true,
        keyOf: (row) => source.keyOf(row) * view.nodes.size + destination.keyOf(row),
        describe: (row) => {
          const [from, to] = [source.describe(row), destination.describe(row)]
          return { label: `${from.label} > ${to.label}`, filter: { ...from.filter, ...to.filter } }
        },
      }
    case 'port':
      return {
        byConversation: true,
        keyOf: (row) => columns.service[row] ?? 0,
        describe: (row) => {
          const { protocol, port } = memory.services[columns.service[row] ?? 0] ?? { protocol: 0, port: null }
          const name = naming.service(protocol, port)?.name
          const text = servicePort(protocol, port)
          return {
            label: name === undefined ? text : `${text} ${name}`,
            filter: { protocol: protocolText(protocol), ...(port === null ? {} : { port: String(port) }) },
          }
        },
      }
    case 'protocol':
      return {
        byConversation: true,
        keyOf: (row) => columns.protocol[row] ?? 0,
        describe: (row) => {
          const label = protocolText(columns.protocol[row] ?? 0)
          return { label, filter: { protocol: label } }
        },
      }
    case 'state':
      return {
        keyOf: (row) => columns.state[row] ?? 0,
        describe: (row) => {
          const label = stateOf(columns.state[row] ?? 0)
          return { label, filter: { state: label } }
        },
      }
    case 'rule':
      return {
        // Rules that the reader may not know of are one group.
        keyOf: (row) =>
          hidesOneSide(selection, row)
            ? -1 - (columns.decider[row] ?? 0)
            : (columns.rule[row] ?? 0) * DECIDERS.length + (columns.decider[row] ?? 0),
        describe: (row) => {
          const by = decidedByOf(selection, row)
          if (by.ruleId === null)
            return { label: DECIDER_LABELS[by.kind], filter: by.kind === 'rule' ? {} : { ruleId: by.kind } }
          return { label: `${by.policyName ?? ''} / ${by.ruleName ?? ''}`, filter: { ruleId: by.ruleId } }
        },
      }
  }
}

/** Sums by group number; a Map from key to number keeps the sums in flat arrays. */
const sums = () => {
  const numbers = new Map<number, number>()
  const first: number[] = []
  const flows: number[] = []
  const sessions: number[] = []
  const bytes: number[] = []
  const lastSeen: number[] = []
  const states: number[] = []
  const numberOf = (key: number, row: number): number => {
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = first.length
    numbers.set(key, number)
    first.push(row)
    flows.push(0)
    sessions.push(0)
    bytes.push(0)
    lastSeen.push(0)
    states.push(0, 0, 0, 0)
    return number
  }
  return { first, flows, sessions, bytes, lastSeen, states, numberOf }
}

/** The group of a row. Where a conversation has one group, it is looked up once for each conversation instead of each row. */
const numberedBy = (
  { byConversation, keyOf }: Grouping,
  { conversations, columns: { conversation } }: Selection['memory'],
  numberOf: (key: number, row: number) => number,
): ((row: number) => number) => {
  if (byConversation !== true) return (row) => numberOf(keyOf(row), row)
  const known = new Int32Array(conversations.length).fill(-1)
  return (row) => {
    const code = conversation[row] ?? 0
    const number = known[code] ?? -1
    if (number >= 0) return number
    const made = numberOf(keyOf(row), row)
    known[code] = made
    return made
  }
}

/** Groups of a selection by sessions, the largest first. `states` counts sessions. */
export const aggregateRows = (selection: Selection, groupBy: GroupBy, limit: number): Answer => {
  const { memory, rows } = selection
  const { columns } = memory
  const grouping = groupingOf(groupBy, selection)
  const all = sums()
  const groupOf = numberedBy(grouping, memory, all.numberOf)
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    const group = groupOf(row)
    const sessions = columns.sessions[row] ?? 0
    const state = group * 4 + (columns.state[row] ?? 3)
    all.flows[group] = (all.flows[group] ?? 0) + 1
    all.sessions[group] = (all.sessions[group] ?? 0) + sessions
    all.bytes[group] = (all.bytes[group] ?? 0) + (columns.bytes[row] ?? 0)
    all.states[state] = (all.states[state] ?? 0) + sessions
    const seen = columns.lastSeen[row] ?? 0
    if (seen > (all.lastSeen[group] ?? 0)) all.lastSeen[group] = seen
  }
  const order = all.first
    .map((_, group) => group)
    .sort((a, b) => (all.sessions[b] ?? 0) - (all.sessions[a] ?? 0) || a - b)
    .slice(0, limit)
  return {
    items: order.map((group) => ({
      ...grouping.describe(all.first[group] ?? 0),
      flows: all.flows[group] ?? 0,
      sessions: all.sessions[group] ?? 0,
      bytes: all.bytes[group] ?? 0,
      states: byState(all.states.slice(group * 4, group * 4 + 4)),
      lastSeen: new Date(all.lastSeen[group] ?? 0).toISOString(),
    })),
    total: all.first.length,
    totals: totalsOf(selection),
  }
}
