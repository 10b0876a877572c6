import { conditionsOf } from '../compile/conditions-of.ts'
import type { MatchRule, MatchWorld } from '../compile/match-rule.ts'
import { combine } from '../match/combine.ts'
import { evaluatePoint } from '../match/reference.ts'
import { formatAddress } from '../model/address.ts'
import type { L4, Packet } from '../model/packet.ts'
import { mustParsePacket } from '../model/parsed-packet.ts'
import { CERTIFICATE_VERSION, type CertifiedRegion, type DifferenceCertificate } from './certificate.ts'
import {
  type AddressStandIn,
  addressStandIns,
  type ParsedRegion,
  parseRegion,
  regionHasService,
  serviceStandIns,
  underConditions,
} from './representatives.ts'

export interface CertificateCheck {
  /** Empty: every region tells the truth, and outside of them nothing differs. */
  readonly errors: readonly string[]
  /** Packets that were evaluated on both sides, each standing for all that nothing tells apart from it. */
  readonly packets: number
}

/** Errors after which the check gives up. */
const MOST_ERRORS = 20
/** More conditions than this about the same two ends, and the ways in which they may hold are too many to try. */
const MOST_CONDITIONS = 12

/**
 * Tries a certificate against the reference evaluator: a packet out of every piece of the space, on both sides, must be in the
 * one region that tells its two verdicts, or in none where they are equal. Time grows with the square of the addresses that
 * rules tell apart: this is a check, not an analysis, and shares no code with the one that wrote the certificate.
 *
 * @param before built from the document whose hash the certificate bears; the caller compares the hashes
 * @throws RangeError where the certificate names what is no address, or too many conditions meet
 */
export function verifyCertificate(
  certificate: DifferenceCertificate,
  before: MatchWorld,
  after: MatchWorld,
): CertificateCheck {
  if (certificate.version !== CERTIFICATE_VERSION)
    return { errors: [`version \`${certificate.version}\` is not \`${CERTIFICATE_VERSION}\``], packets: 0 }
  const errors: string[] = []
  const regions = certificate.regions.map(parseRegion)
  const worlds = [enabledOf(before), enabledOf(after)] as const
  const standIns = addressStandIns(worlds, regions)
  const isPlace = (standIn: AddressStandIn): boolean => worlds.some((world) => world.pointAt(standIn.address))
  const seen = new Set<string>()
  let packets = 0
  for (const source of standIns) {
    for (const destination of standIns) {
      if (source.family !== destination.family) continue
      const met = source.asSource.map((on, i) => on & (destination.asDestination[i] ?? 0))
      const key = `${source.family} ${met.join('')} ${source.held} ${placeKey(worlds, source)} ${placeKey(worlds, destination)}`
      if (seen.has(key)) continue
      seen.add(key)
      const split = worlds[0].rules.length
      const here = {
        before: worlds[0].rules.filter((_, i) => met[i] === 1),
        after: worlds[1].rules.filter((_, i) => met[split + i] === 1),
        regions: regions.filter((_, i) => met[split + worlds[1].rules.length + i] === 1),
      }
      if (!isPlace(source) && !isPlace(destination) && here.regions.length === 0) continue
      packets += checkPair(worlds, here, source, destination, errors)
      if (errors.length >= MOST_ERRORS) return { errors, packets }
    }
  }
  for (const [i, region] of certificate.regions.entries()) {
    if (!isInside(region.witness, region, regions[i])) errors.push(`region ${i}: its witness is not in it`)
  }
  return { errors, packets }
}

const enabledOf = (world: MatchWorld): MatchWorld => ({
  ...world,
  rules: world.rules.filter(({ enabled }) => enabled),
})

/** What rules with an applied-to and modes see of an address. */
function placeKey(worlds: readonly MatchWorld[], { address }: AddressStandIn): string {
  return worlds
    .map(({ rules, pointAt }) => {
      const point = pointAt(address)
      if (point === undefined) return '-'
      const { workload, selected, number } = point
      const applied = rules.map(({ appliedTo }) => (appliedTo?.has(number) === false ? '0' : '1')).join('')
      return `${workload.excluded}${workload.mode}${JSON.stringify(selected)}${applied}`
    })
    .join(' ')
}

function checkPair(
  worlds: readonly [MatchWorld, MatchWorld],
  here: {
    readonly before: readonly MatchRule[]
    readonly after: readonly MatchRule[]
    readonly regions: readonly ParsedRegion[]
  },
  source: AddressStandIn,
  destination: AddressStandIn,
  errors: string[],
): number {
  const rules = [...here.before, ...here.after]
  const selected = worlds.flatMap(({ pointAt }) =>
    [source, destination].flatMap(({ address }) => pointAt(address)?.selected ?? []),
  )
  const services = serviceStandIns(
    [...rules.flatMap(({ entries }) => entries ?? []), ...selected],
    here.regions.map(({ region }) => region),
  )
  const conditions = [
    ...new Set([
      ...rules.flatMap(conditionsOf),
      ...here.regions.flatMap(({ region }) => region.conditions.map(({ condition }) => condition)),
    ]),
  ]
  if (conditions.length > MOST_CONDITIONS)
    throw new RangeError(
      `${conditions.length} conditions meet at one pair of ends, more than the ${MOST_CONDITIONS} whose combinations are tried`,
    )
  let packets = 0
  for (let combination = 0; combination < 2 ** conditions.length; combination += 1) {
    const holding = new Set(conditions.filter((_, i) => ((combination >>> i) & 1) === 1))
    const [was, is] = (['before', 'after'] as const).map((side, i) => {
      const world = worlds[i] ?? worlds[0]
      return { ...world, rules: here[side].flatMap((rule) => underConditions(rule, holding) ?? []) }
    })
    if (was === undefined || is === undefined) return packets
    const possible = here.regions.filter(({ region }) =>
      region.conditions.every(({ condition, holds }) => holding.has(condition) === holds),
    )
    for (const l4 of services) {
      packets += 1
      const packet = packetOf(source, destination, l4)
      const wanted = [fate(was, packet), fate(is, packet)] as const
      const told = possible.filter(({ region }) => regionHasService(region, l4))
      const error = compare(
        packet,
        wanted,
        told.map(({ region }) => region),
      )
      if (error !== null) errors.push(error)
      if (errors.length >= MOST_ERRORS) return packets
    }
  }
  return packets
}

const packetOf = (source: AddressStandIn, destination: AddressStandIn, l4: L4): Packet => ({
  source: formatAddress(source.address),
  destination: formatAddress(destination.address),
  l4,
})

interface Fate {
  readonly action: string
  readonly decidedAt: 'source' | 'destination' | null
  readonly policy: string | null
  readonly rule: string | null
}

/** The verdict with the rule that decides it: of the ends where rules are enforced, the first that denies, else the last. */
function fate(world: MatchWorld, packet: Packet): Fate {
  const parsed = mustParsePacket(packet)
  const verdict = combine(
    evaluatePoint(world, parsed, 'source', 0),
    evaluatePoint(world, parsed, 'destination', 0),
  )
  const enforced = verdict.evaluations.filter(({ why }) => why === 'rule' || why === 'default-rule')
  const by = enforced.find(({ action }) => action !== 'allow') ?? enforced.at(-1)
  return by === undefined
    ? { action: 'allow', decidedAt: null, policy: null, rule: null }
    : { action: by.action, decidedAt: by.point, policy: by.policy, rule: by.rule }
}

const textOf = ({ action, decidedAt, policy, rule }: Fate): string =>
  `${action} at ${decidedAt ?? 'no end'} by ${rule === null ? 'no rule' : `\`${policy}\` \`${rule}\``}`

function kindOf(was: Fate, is: Fate): CertifiedRegion['kind'] {
  if (was.action === 'allow' && is.action !== 'allow') return 'newly-denied'
  if (was.action !== 'allow' && is.action === 'allow') return 'newly-allowed'
  return was.action === is.action ? 'other-rule' : 'other-denial'
}

function compare(
  packet: Packet,
  [was, is]: readonly [Fate, Fate],
  told: readonly CertifiedRegion[],
): string | null {
  const what = JSON.stringify(packet)
  const differs = textOf(was) !== textOf(is)
  if (told.length > 1) return `${what} is in ${told.length} regions: regions must not overlap`
  const [region] = told
  if (region === undefined)
    return differs ? `${what} is in no region, but it is ${textOf(was)} before and ${textOf(is)} after` : null
  if (!differs) return `${what} is in a region, but it is ${textOf(was)} before and after`
  if (textOf(region.before) !== textOf(was))
    return `${what} is said to be ${textOf(region.before)} before, and is ${textOf(was)}`
  if (textOf(region.after) !== textOf(is))
    return `${what} is said to be ${textOf(region.after)} after, and is ${textOf(is)}`
  return region.kind === kindOf(was, is)
    ? null
    : `${what} is said to be \`${region.kind}\`, and is \`${kindOf(was, is)}\``
}

function isInside(witness: Packet, region: CertifiedRegion, parsed: ParsedRegion | undefined): boolean {
  const { source, destination, l4 } = mustParsePacket(witness)
  const within = (set: ParsedRegion['sources'], address: bigint): boolean =>
    set.some(({ first, last }) => first <= address && address <= last)
  return (
    parsed !== undefined &&
    within(parsed.sources, source) &&
    within(parsed.destinations, destination) &&
    regionHasService(region, l4)
  )
}
