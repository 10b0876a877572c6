import type { ConditionState, Connection, L4, Packet, PacketContext, Snapshot } from '../../src/index.ts'
import { addressSet, contains, evaluate, parseAddress, parseAddressSpec } from '../../src/index.ts'
import { includes } from './includes.ts'
import type { LargeWorld } from './large-world.ts'
import type { Random } from './random.ts'

/* What the tests over large documents share: packets aimed at rules, and what the reference says of them. */

const SEED = Number(process.env.FLOWGATE_FUZZ_SEED ?? 20_260_101)
/** Worlds that each test looks at, and two to which power workloads they have at most. */
export const LARGE_RUNS = Number(process.env.FLOWGATE_FUZZ_LARGE_ANALYSES ?? 0)
export const LARGE_MOST = Number(process.env.FLOWGATE_FUZZ_LARGE_ANALYSES_MOST ?? 7)
export const seeds = (count: number, first = 0): readonly number[] =>
  Array.from({ length: LARGE_RUNS || count }, (_, i) => SEED + first + i)

export const CONTEXTS: readonly Required<PacketContext>[] = [null, 'tls'].flatMap((appId) =>
  [null, 'ann'].map((user) => ({
    appId,
    user,
    fqdn: null,
    process: null,
    userGroups: [],
    userClaims: [],
  })),
)

/** Ends of the source ports in `large-world.ts`, and what lies around them. */
const SOURCE_PORTS = [0, 1_023, 1_024, 39_999, 40_000, 40_001, 65_535]

/** Packets that rules are about, some of them a step beside it, others of other protocols or to nobody known. */
export function samples(world: LargeWorld, random: Random, count: number): readonly Packet[] {
  return Array.from({ length: count }, () => {
    const packet = world.packet(random)
    const context = random.chance(60) ? CONTEXTS[0] : random.pick(CONTEXTS)
    const isIpv4 = !packet.source.includes(':')
    const nobody = isIpv4 ? '203.0.113.7' : '2001:db8::7'
    return {
      ...packet,
      ...(random.chance(3) ? { source: nobody } : random.chance(3) ? { destination: nobody } : {}),
      l4: beside(packet.l4, random, isIpv4),
      ...(context === undefined ? {} : { context }),
    }
  })
}

function beside(l4: L4, random: Random, isIpv4: boolean): L4 {
  if (random.chance(4)) return { protocol: 'ip', number: random.pick([0, 47, 255]) }
  if (random.chance(4))
    return { protocol: isIpv4 ? 'icmp' : 'icmpv6', type: random.pick([0, 128, 255]), code: 0 }
  if (!('destinationPort' in l4)) return l4
  const step = random.chance(70) ? 0 : random.pick([-1, 1])
  return {
    ...l4,
    sourcePort: random.pick(SOURCE_PORTS),
    destinationPort: Math.min(65_535, Math.max(0, l4.destinationPort + step)),
  }
}

/** The deciding end, action and rule, as regions tell them: ends that enforce nothing have no say. */
export function fate(snapshot: Snapshot, packet: Packet): string {
  const enforced = evaluate(snapshot, packet, { now: 0 }).evaluations.filter(
    ({ why }) => why === 'rule' || why === 'default-rule',
  )
  const by = enforced.find(({ action }) => action !== 'allow') ?? enforced.at(-1)
  return by === undefined ? 'allow null null' : `${by.action} ${by.point} ${by.rule}`
}

/** Regions, their addresses parsed once. */
export function regionFinder<
  T extends {
    readonly sources: readonly string[]
    readonly destinations: readonly string[]
    readonly services: 'all' | readonly Connection[]
    readonly conditions: readonly ConditionState[]
  },
>(regions: readonly T[]): (packet: Packet) => readonly T[] {
  const setOf = (specs: readonly string[]) =>
    addressSet(
      specs.flatMap((spec) => {
        const range = parseAddressSpec(spec)
        if (!range.ok) throw new Error(`${spec} is no address, network or range`)
        return [range.value]
      }),
    )
  const parsed = regions.map((region) => ({
    region,
    sources: setOf(region.sources),
    destinations: setOf(region.destinations),
  }))
  return (packet) => {
    const [source, destination] = [parseAddress(packet.source), parseAddress(packet.destination)]
    if (!source.ok || !destination.ok) throw new Error('a packet has addresses')
    return parsed.flatMap(({ region, sources, destinations }) =>
      contains(sources, source.value) &&
      contains(destinations, destination.value) &&
      includes(region.services, packet.l4) &&
      region.conditions.every(({ condition, holds }) => conditionHolds(condition, packet) === holds)
        ? [region]
        : [],
    )
  }
}

/** Does what one of the texts of `conditionsOf` says hold? Only of the kinds in `large-world.ts`. */
export function conditionHolds(condition: string, { context }: Packet): boolean {
  if (condition === 'app-id tls') return context?.appId === 'tls'
  if (condition === 'identity user:ann') return context?.user === 'ann'
  if (condition === 'identity not user:ann') return context?.user !== 'ann'
  throw new Error(`large documents do not ask for ${condition}`)
}

/** The packet with a context in which the conditions are as given; null where there is none. */
export function under(packet: Packet, conditions: readonly ConditionState[]): Packet | null {
  const all = CONTEXTS.map((context) => ({ ...packet, context }))
  return (
    all.find((each) =>
      conditions.every(({ condition, holds }) => conditionHolds(condition, each) === holds),
    ) ?? null
  )
}
