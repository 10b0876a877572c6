import type {
  Category,
  Endpoints,
  FlowgateDocument,
  MembershipChange,
  Packet,
  Policy,
  Rule,
  ServiceEntry,
  Workload,
} from '../../src/index.ts'
import { ANY, document, group, inventory, policy, rule, vnic, workload } from './documents.ts'
import type { Random } from './random.ts'

/*
 * Random documents of the size at which tables grow, split, or are given up for others: thousands of address classes,
 * memberships, rules and service classes. The tiny world meets every combination of kinds; this one meets quantities.
 */

export interface LargeWorld {
  readonly document: FlowgateDocument
  /** A packet that a rule is about, or one between any two addresses. */
  readonly packet: (random: Random) => Packet
  /** A change of a tag, a mode, an address or a member. */
  readonly change: (random: Random, current: FlowgateDocument) => MembershipChange
}

interface Shape {
  readonly workloads: number
  readonly groups: number
  readonly rules: number
  readonly ports: number
  readonly largestGroup: number
  /** In one /8 next to each other, or all over. */
  readonly isDense: boolean
}

/** Powers of two between the given ones, so that small and large ones are as likely. */
const between = (random: Random, low: number, high: number): number =>
  Math.round(2 ** (low + (random.whole(1_001) / 1_000) * (high - low)))

const shapeOf = (random: Random, most: number): Shape => ({
  workloads: between(random, 7, most),
  groups: between(random, 4, most - 1),
  rules: between(random, 5, most - 1),
  ports: between(random, 0, 9),
  largestGroup: between(random, 0, 8),
  isDense: random.chance(60),
})

const CATEGORIES: readonly Category[] = ['infrastructure', 'environment', 'application', 'application']
const HALVES = ['left', 'right'] as const

/** @param most two to this power are the most workloads; of groups and rules, half as many */
export function largeWorld(random: Random, most: number): LargeWorld {
  const shape = shapeOf(random, most)
  const addresses = Array.from({ length: shape.workloads }, (_, i) => addressOf(random, shape, i))
  const workloads = addresses.map((own, i) => ({
    ...anyState(random, `w${i}`),
    vnics: [vnic('v', random.chance(10) ? [own, `fd00::${(i + 1).toString(16)}`] : [own])],
  }))
  const members = Array.from({ length: shape.groups }, () =>
    Array.from({ length: 1 + random.whole(shape.largestGroup) }, () => random.whole(shape.workloads)),
  )
  const groups = [
    ...HALVES.map((value) =>
      group(
        `half-${value}`,
        {},
        { criteria: { field: 'tag', scope: 'half', operator: 'equals', values: [value] } },
      ),
    ),
    ...members.map((of, i) =>
      group(`g${i}`, {
        workloads: [...new Set(of)].map((number) => `w${number}`),
        addresses: random.chance(3) ? [blockOf(random)] : [],
        groups: i > 0 && random.chance(5) ? [`g${random.whole(i)}`] : [],
        identities: random.chance(1) ? ['user:ann'] : [],
      }),
    ),
  ]
  const groupIds = groups.map(({ id }) => id)
  const rules = Array.from({ length: shape.rules }, (_, i) => anyRule(random, shape, groupIds, `r${i}`))
  const policies = policiesOf(random, groupIds, rules)
  const written = policies.flatMap((each) => each.rules)

  const endOf = (from: Random, { groups: named, negated }: Endpoints): string => {
    const of = members[Number(named[0]?.slice(1))]
    const number =
      of === undefined || negated || from.chance(10) ? from.whole(shape.workloads) : from.pick(of)
    const both = workloads[number]?.vnics[0]?.addresses ?? []
    return both[from.chance(90) ? 0 : both.length - 1] ?? '10.0.0.1'
  }

  return {
    document: document({
      inventory: inventory({ workloads }),
      settings: { defaultAction: random.pick(['allow', 'drop']), logDefault: false },
      groups,
      contextProfiles: [{ id: 'tls', name: 'tls', description: '', appIds: ['tls'], fqdns: [] }],
      policies,
    }),
    packet: (from) => {
      const about = from.pick(written)
      const [source, destination] = [endOf(from, about.sources), endOf(from, about.destinations)]
      const port = from.chance(80) ? portOf(about, from) : from.whole(2 ** 16)
      return {
        source,
        destination: source.includes(':') === destination.includes(':') ? destination : source,
        l4: { protocol: from.chance(85) ? 'tcp' : 'udp', sourcePort: 40_000, destinationPort: port },
      }
    },
    change: (from, current) => anyChange(from, shape, current),
  }
}

const addressOf = (random: Random, { isDense }: Shape, i: number): string => {
  // Some bear the address of another: the first one answers for it.
  const at = random.chance(2) ? random.whole(i + 1) : i
  if (isDense) return `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`
  return [10 + random.whole(200), random.whole(256), random.whole(256), random.whole(256)].join('.')
}

const blockOf = (random: Random): string => {
  const length = 8 + random.whole(20)
  const word = (((10 << 24) | random.whole(2 ** 24)) & (-1 << (32 - length))) >>> 0
  return `${[24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.')}/${length}`
}

const anyState = (random: Random, id: string): Workload =>
  workload(id, {
    tags: [{ scope: 'half', value: random.pick(HALVES) }],
    mode: random.chance(90) ? 'full' : random.pick(['idle', 'visibility']),
    excluded: random.chance(1),
  })

const anyEnds = (random: Random, groupIds: readonly string[]): Endpoints => {
  if (random.chance(3)) return ANY
  const named = Array.from({ length: 1 + random.whole(2) }, () => random.pick(groupIds))
  const blocks = random.chance(4) ? [blockOf(random)] : []
  return { groups: [...new Set(named)], addresses: blocks, negated: random.chance(3) }
}

const entryOf = (random: Random, { ports }: Shape): ServiceEntry => {
  const first = 1 + random.whole(ports)
  return {
    protocol: random.chance(85) ? 'tcp' : 'udp',
    sourcePorts: random.chance(2) ? [[1024, 39_999 + random.whole(2)]] : [],
    destinationPorts: random.chance(5) ? [] : [[first, first + random.whole(3)]],
  }
}

const anyRule = (random: Random, shape: Shape, groupIds: readonly string[], id: string): Rule =>
  rule(id, {
    sources: anyEnds(random, groupIds),
    destinations: anyEnds(random, groupIds),
    services: {
      services: [],
      entries: random.chance(4)
        ? []
        : Array.from({ length: 1 + random.whole(2) }, () => entryOf(random, shape)),
    },
    contextProfiles: random.chance(1) ? ['tls'] : [],
    direction: random.pick(['in-out', 'in-out', 'in-out', 'in', 'out']),
    ipVersion: random.pick(['any', 'any', 'any', 'any', 'ipv4', 'ipv6']),
    appliedTo: random.chance(5) ? [random.pick(groupIds)] : [],
    action: random.pick(['allow', 'allow', 'allow', 'drop', 'reject']),
    enabled: random.chance(97),
  })

/** The rules dealt out to a few policies of all kinds. */
function policiesOf(random: Random, groupIds: readonly string[], rules: readonly Rule[]): readonly Policy[] {
  const count = 1 + random.whole(4)
  return Array.from({ length: count }, (_, p) => {
    const category = random.pick(CATEGORIES)
    const own = rules
      .filter((__, i) => i % count === p)
      .map(
        (each): Rule =>
          category === 'environment' && random.chance(10) ? { ...each, action: 'jump-to-application' } : each,
      )
    return policy(`p${p}`, own, {
      category,
      tcpStrict: random.chance(10),
      appliedTo: random.chance(5) ? [random.pick(groupIds)] : [],
    })
  })
}

const portOf = ({ services }: Rule, random: Random): number => {
  const [entry] = services.entries
  const [range] = entry !== undefined && 'destinationPorts' in entry ? entry.destinationPorts : []
  return range === undefined ? random.whole(2 ** 16) : range[0] + random.whole(range[1] - range[0] + 1)
}

function anyChange(
  random: Random,
  shape: Shape,
  { inventory: { workloads }, groups }: FlowgateDocument,
): MembershipChange {
  const at = random.whole(workloads.length)
  const old = random.pick(workloads)
  if (random.chance(33)) {
    const { tags, mode, excluded } = anyState(random, old.id)
    return { kind: 'workload', id: old.id, workload: { ...old, tags, mode, excluded } }
  }
  if (random.chance(50)) {
    const vnics = old.vnics.map((each) => ({ ...each, addresses: [addressOf(random, shape, at)] }))
    return { kind: 'workload', id: old.id, workload: { ...old, vnics } }
  }
  const changed = random.pick(groups.filter(({ criteria }) => criteria === null))
  const others = changed.members.workloads.filter((id) => id !== old.id)
  const members = others.length < changed.members.workloads.length ? others : [...others, old.id]
  return {
    kind: 'group',
    id: changed.id,
    group: { ...changed, members: { ...changed.members, workloads: members } },
  }
}
