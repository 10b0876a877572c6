import type { AddressSet } from '../../model/address-set.ts'
import { union } from '../../model/address-set.ts'
import type { Criteria, Endpoints, Rule, RuleAction, Workload } from '../../model/document.ts'
import { ANY, importedRule } from '../blank.ts'
import type { GroupBook } from '../groups.ts'
import type { InventedAddresses } from '../invented-addresses.ts'
import type { SourceNode } from '../source.ts'
import { PORT, portName, tagEquals } from './labels.ts'
import type { RulePorts } from './ports.ts'
import type { Namespaces } from './workloads.ts'

/** Pods, as criteria and as a text for people. */
export interface Pods {
  readonly criteria: Criteria
  readonly text: string
}

/** The other end of a rule: everyone, or pods and address blocks together. */
export interface Peers {
  readonly any: boolean
  readonly pods: readonly Pods[]
  readonly blocks: readonly AddressSet[]
}

/** What everything of one import shares. */
export interface KubernetesWorld {
  readonly groups: GroupBook
  readonly workloads: readonly Workload[]
  readonly namespaces: Namespaces
  readonly invented: InventedAddresses
  /** @throws RangeError when more rules are being made than a document should have */
  readonly count: () => void
}

export const podGroup = ({ groups }: KubernetesWorld, { criteria, text }: Pods): string =>
  groups.byCriteria(criteria, text)

/** One rule of a policy as it is written; named ports make it several. */
export interface WrittenRule {
  readonly id: string
  readonly name: string
  readonly direction: 'in' | 'out'
  readonly action: RuleAction
  readonly subject: Pods
  readonly peers: Peers
  readonly ports: RulePorts
  readonly at: SourceNode
}

/** A rule for the numbers, and one for each number that a named port has somewhere. */
export function rulesFor(world: KubernetesWorld, written: WrittenRule): readonly Rule[] {
  const { id, name, direction, action, peers, ports } = written
  const other = direction === 'in' ? 'sources' : 'destinations'
  const base = { direction, action }
  const rules: Rule[] = []
  if (ports.any || ports.entries.length > 0)
    rules.push(
      importedRule(id, name, {
        ...base,
        [other]: endpointsOf(world, peers),
        services: { services: [], entries: ports.entries },
      }),
    )
  for (const { protocol, name: port } of ports.named) {
    const scope = portName(protocol, port)
    const numbers = numbersByName(world.workloads).get(scope) ?? []
    if (direction === 'out' && !peers.any && peers.blocks.length > 0)
      written.at.gap(
        `the port name \`${port}\` means nothing at an address block; only pods have named ports`,
      )
    for (const number of numbers) {
      world.count()
      const named = { criteria: tagEquals(scope, number), text: `port ${port} is ${protocol} ${number}` }
      const services = {
        services: [],
        entries: [
          {
            protocol,
            sourcePorts: [],
            destinationPorts: [[Number(number), Number(number)] as const],
          },
        ],
      }
      const over: Partial<Rule> =
        direction === 'in'
          ? {
              sources: endpointsOf(world, peers),
              appliedTo: [podGroup(world, both(written.subject, named))],
            }
          : { destinations: groupsOnly(podGroup(world, narrowed(peers, named))) }
      rules.push(
        importedRule(`${id}/${protocol}/${port}/${number}`, `${name}, ${named.text}`, {
          ...base,
          ...over,
          services,
        }),
      )
    }
  }
  return rules
}

const portNumbers = new WeakMap<readonly Workload[], ReadonlyMap<string, ReadonlySet<string>>>()

/** The numbers that each named port has somewhere, by the scope of its tag; found once for all rules. */
function numbersByName(workloads: readonly Workload[]): ReadonlyMap<string, ReadonlySet<string>> {
  const known = portNumbers.get(workloads)
  if (known !== undefined) return known
  const found = new Map<string, Set<string>>()
  for (const { tags } of workloads)
    for (const { scope, value } of tags)
      if (scope.startsWith(PORT)) found.set(scope, (found.get(scope) ?? new Set()).add(value))
  portNumbers.set(workloads, found)
  return found
}

const both = (a: Pods, b: Pods): Pods => ({
  criteria: { all: [a.criteria, b.criteria] },
  text: `${a.text}, ${b.text}`,
})

const narrowed = ({ any, pods }: Peers, named: Pods): Pods =>
  any
    ? { criteria: named.criteria, text: `pods whose ${named.text}` }
    : {
        criteria: { all: [{ any: pods.map(({ criteria }) => criteria) }, named.criteria] },
        text: `${pods.map(({ text }) => text).join(' or ')}, ${named.text}`,
      }

const groupsOnly = (...groups: readonly string[]): Endpoints => ({ ...ANY, groups })

/** Peers of which none could be read are nobody, never everybody. */
function endpointsOf(world: KubernetesWorld, { any, pods, blocks }: Peers): Endpoints {
  if (any) return ANY
  const addresses = world.invented.withoutInvented(union(...blocks))
  const groups = pods.map((each) => podGroup(world, each))
  if (groups.length + addresses.length === 0)
    return groupsOnly(world.groups.byCriteria({ any: [] }, 'nobody'))
  return { groups, addresses, negated: false }
}
