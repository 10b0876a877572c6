import type { Addresses, Branch, Leaf, List, Node } from './diagram.ts'
import { entryText, nearSelector, type Sight, selector } from './fields.ts'
import type { Way } from './relevant.ts'
import { createSetWriter } from './set-writer.ts'

export interface Chain {
  readonly name: string
  readonly lines: readonly string[]
}

export interface ChainWriter {
  /** The name of the chain that decides as the node does; it and all it needs are written once. */
  readonly chainOf: (node: Node, sight: Sight, way: Way) => string
  readonly chains: () => readonly Chain[]
  /** Named sets that the chains name, one line each. */
  readonly sets: () => readonly string[]
  /** Counters that the chains name, with the rule and end that each counts. */
  readonly counters: () => readonly RuleCounter[]
}

export interface RuleCounter {
  readonly name: string
  /** Index of the rule in evaluation order, -1 = the default rule. */
  readonly rule: number
  readonly way: Way
}

/** The chain that remembers that an end has let the connection in. */
export const ADMIT = {
  packet: { out: 'admit_sender', in: 'admit_receiver' },
  original: { out: 'admit_source', in: 'admit_destination' },
} as const

export function createChainWriter(logGroup: number): ChainWriter {
  const chains = new Map<string, Chain>()
  const counters = new Map<string, RuleCounter>()
  const sets = createSetWriter()

  const chainOf = (node: Node, sight: Sight, way: Way): string => {
    // A tracked connection was opened by a packet that opens: nothing to look at.
    if (node.kind === 'branch' && node.field === 'opens' && sight === 'original')
      return chainOf(edgeTo(node, '1'), sight, way)
    const name = node.kind === 'leaf' ? leafName(node, sight, way) : `${sight}_${way}_${node.id}`
    if (!chains.has(name)) {
      chains.set(name, { name, lines: [] })
      chains.set(name, { name, lines: linesOf(node, sight, way) })
    }
    return name
  }

  const linesOf = (node: Node, sight: Sight, way: Way): readonly string[] => {
    if (node.kind === 'leaf') return leafLines(node, sight, way)
    return node.kind === 'list' ? listLines(node, sight, way) : branchLines(node, sight, way)
  }

  const listLines = ({ family, lines, otherwise }: List, sight: Sight, way: Way): readonly string[] => {
    const isIn = (name: string, { set, negated }: Addresses): string =>
      `${name} ${negated ? '!= ' : ''}@${sets.addressSet(set, family)}`
    return [
      ...lines.map(({ near, peers, entry, to }) =>
        [
          // What tells most apart for least comes first.
          ...(entry === null ? [] : [entryText(entry, sight, way, sets.portSet)]),
          ...near.map((each) => isIn(nearSelector(family, sight, way), each)),
          ...(peers === null ? [] : [isIn(selector('peer', family, sight, way), peers)]),
          verdict(to, sight, way),
        ].join(' '),
      ),
      verdict(otherwise, sight, way),
    ]
  }

  /** What one line can say needs no chain. */
  const verdict = (to: Node, sight: Sight, way: Way): string => {
    const lines = to.kind === 'leaf' && !to.log ? leafLines(to, sight, way) : []
    return lines.length === 1 ? (lines[0] ?? '') : `goto ${chainOf(to, sight, way)}`
  }

  const branchLines = (node: Branch, sight: Sight, way: Way): readonly string[] => {
    const target = (to: Node) => `goto ${chainOf(to, sight, way)}`
    const elements = node.edges.map(({ label, to }) => `${label} : ${target(to)}`).join(', ')
    const last = target(node.otherwise)
    if (node.field !== 'opens')
      return [`${selector(node.field, node.of, sight, way)} vmap { ${elements} }`, last]
    return [
      `tcp flags & (fin | syn | rst | ack) == syn ${target(edgeTo(node, '1'))}`,
      target(edgeTo(node, '0')),
    ]
  }

  const leafLines = (leaf: Leaf, sight: Sight, way: Way): readonly string[] => {
    const { rule, action, decided, log, stateful } = leaf
    const counter = { name: `${ruleName(rule)}_${way}`, rule, way }
    counters.set(counter.name, counter)
    const words = [ruleName(rule), way, decided, ...(action === decided ? [] : ['not-enforced'])]
    const first = [
      `counter name ${counter.name}`,
      ...(log ? [`log group ${logGroup} prefix "flowgate ${words.join(' ')} "`] : []),
    ].join(' ')
    if (action === 'drop') return [`${first} drop`]
    if (action === 'reject')
      return [first, 'meta l4proto tcp reject with tcp reset', 'reject with icmpx admin-prohibited']
    return stateful ? [`${first} goto ${ADMIT[sight][way]}`] : [`${first} return`]
  }

  return {
    chainOf,
    chains: () => [...chains.values()],
    sets: sets.texts,
    counters: () => [...counters.values()],
  }
}

const ruleName = (rule: number): string => (rule < 0 ? 'default' : `rule${rule}`)

/** Only letting a connection in depends on what was looked at. */
function leafName({ rule, action, decided, stateful }: Leaf, sight: Sight, way: Way): string {
  const enforced = action === decided ? [] : ['not_enforced']
  const admits = action === 'allow' && stateful ? [sight] : []
  return [ruleName(rule), way, decided, ...enforced, ...admits].join('_')
}

function edgeTo({ edges, otherwise }: Branch, label: string): Node {
  return edges.find((edge) => edge.label === label)?.to ?? otherwise
}
