import { buildSnapshot, type FlowgateDocument, lint, parseAddressSpec, type Rule } from '@flowgate/engine'
import { emptyDocument, policy, workload } from './documents.ts'
import { pieces } from './open-map.ts'

/** A rule of a list that never matches first, and the rules that take its packets; none where it could match nothing anyway. */
export interface DeadLine {
  readonly rule: Rule
  readonly blockers: readonly Rule[]
}

const DEAD: ReadonlySet<string> = new Set([
  'rule-shadowed',
  'rule-without-source',
  'rule-without-destination',
  'rule-without-service',
  'rule-meets-nothing',
])

/** What `lint` finds dead in a list of rules for packets that arrive anywhere. */
export function deadLines(rules: readonly Rule[]): readonly DeadLine[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return lint(buildSnapshot(listDocument(rules)))
    .filter(({ code }) => DEAD.has(code))
    .flatMap(({ object, related }) => {
      const rule = byId.get(object.id)
      return rule === undefined ? [] : [{ rule, blockers: related.flatMap(({ id }) => byId.get(id) ?? []) }]
    })
}

/**
 * The engine looks at what can happen at vNICs that exist. So that every destination exists, one workload bears an address
 * out of each piece into which the rules cut the destinations; sources need not exist.
 */
export function listDocument(rules: readonly Rule[]): FlowgateDocument {
  const specs = rules.flatMap(({ destinations }) => destinations.addresses)
  const isIpv4 = specs.every((spec) => {
    const range = parseAddressSpec(spec)
    return range.ok && range.value.last < 2n ** 32n
  })
  if (!isIpv4) throw new Error('only lists of IPv4 rules are looked at')
  return {
    ...emptyDocument,
    inventory: {
      ...emptyDocument.inventory,
      workloads: [
        workload('all', { vnics: [{ id: 'all', mac: null, segment: null, addresses: pieces(specs) }] }),
      ],
    },
    policies: [
      policy(
        'list',
        rules.map((rule) => ({ ...rule, direction: 'in' as const, ipVersion: 'any' as const })),
      ),
    ],
  }
}
