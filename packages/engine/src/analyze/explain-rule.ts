import type { MatchRule } from '../compile/match-rule.ts'
import type { Snapshot } from '../compile/snapshot.ts'
import type { Unknown } from '../match/conditions.ts'
import { FIELDS, type Point, type Sight } from '../match/reference.ts'
import { contains } from '../model/address-set.ts'
import { parseAddressSpec } from '../model/address-spec.ts'
import type { Endpoints, Rule } from '../model/document.ts'
import type { L4, Packet } from '../model/packet.ts'
import { mustParsePacket } from '../model/parsed-packet.ts'
import type { Mismatch } from '../model/verdict.ts'
import { explainMembership, type MembershipExplanation } from './explain-membership.ts'

/** One field of a rule against one packet. */
export interface FieldExplanation {
  readonly field: Mismatch
  /** A list names the conditions that would have to be known. */
  readonly holds: boolean | readonly Unknown[]
  /** What the rule asks for and what the packet brings, as text. */
  readonly wanted: string
  readonly got: string
  /** Of `source`, `destination` and `applied-to`: each group the rule names, down to the tag that makes or breaks it. */
  readonly groups: readonly MembershipExplanation[]
}

export interface RuleExplanation {
  readonly policy: string
  readonly rule: string
  /** The vNIC's workload at which the rule was tried; null where nobody bears the address. */
  readonly workload: string | null
  readonly matched: boolean
  /** Every field, in the order they are tried; the trail shows only the first that fails. */
  readonly fields: readonly FieldExplanation[]
}

/**
 * Why a rule matches a packet or does not, field by field, at one end of it.
 *
 * @throws RangeError where the snapshot has no such rule
 * @throws InvalidPacketError where `parsePacket` would refuse the packet
 */
export function explainRule(
  snapshot: Snapshot,
  packet: Packet,
  point: Point,
  ruleId: string,
  { now }: { readonly now: number },
): RuleExplanation {
  const compiled = snapshot.rules.find(({ id }) => id === ruleId)
  const policy = snapshot.document.policies.find(({ id }) => id === compiled?.policy)
  const written = policy?.rules.find(({ id }) => id === ruleId)
  if (compiled === undefined || policy === undefined || written === undefined)
    throw new RangeError(`there is no rule \`${ruleId}\``)
  const parsed = mustParsePacket(packet)
  const here = point === 'source' ? parsed.source : parsed.destination
  const at = snapshot.pointAt(here)
  const sight: Sight | null = at === undefined ? null : { packet: parsed, point, at, now }
  const appliedTo = written.appliedTo.length > 0 ? written.appliedTo : policy.appliedTo
  const memberships: { readonly [field in Mismatch]?: readonly MembershipExplanation[] } = {
    source: written.sources.groups.map((id) => explainMembership(snapshot, id, parsed.source)),
    destination: written.destinations.groups.map((id) => explainMembership(snapshot, id, parsed.destination)),
    'applied-to': appliedTo.map((id) => explainMembership(snapshot, id, here)),
  }
  const fields = FIELDS.map(([field, holds]): FieldExplanation => {
    const truth = sight === null ? false : holds(compiled, sight)
    return {
      field,
      holds: truth,
      ...texts(field, written, compiled, appliedTo, packet, point),
      groups: memberships[field] ?? [],
    }
  })
  return {
    policy: policy.id,
    rule: ruleId,
    workload: at?.workload.id ?? null,
    matched: fields.every(({ holds }) => holds === true),
    fields,
  }
}

type Texts = Pick<FieldExplanation, 'wanted' | 'got'>

function texts(
  field: Mismatch,
  rule: Rule,
  compiled: MatchRule,
  appliedTo: readonly string[],
  packet: Packet,
  point: Point,
): Texts {
  const { context = {} } = packet
  switch (field) {
    case 'disabled':
      return {
        wanted: 'an enabled rule in an enabled policy',
        got: compiled.enabled ? 'enabled' : 'disabled',
      }
    case 'outside-schedule':
      return { wanted: rule.schedule === null ? 'any time' : JSON.stringify(rule.schedule), got: 'now' }
    case 'direction':
      return { wanted: rule.direction, got: point === 'source' ? 'out' : 'in' }
    case 'ip-version':
      return { wanted: rule.ipVersion, got: packet.source.includes(':') ? 'ipv6' : 'ipv4' }
    case 'applied-to':
      return {
        wanted: appliedTo.length === 0 ? 'everywhere' : `one of ${quoted(appliedTo)}`,
        got: `the ${point} vNIC`,
      }
    case 'source':
      return { wanted: endpointText(rule.sources), got: endpointGot(rule.sources, packet.source) }
    case 'destination':
      return {
        wanted: endpointText(rule.destinations),
        got: endpointGot(rule.destinations, packet.destination),
      }
    case 'service':
      return { wanted: serviceText(rule), got: l4Text(packet.l4, packet.fragment ?? false) }
    case 'context-profile':
      return {
        wanted: rule.contextProfiles.length === 0 ? 'any' : `all of ${quoted(rule.contextProfiles)}`,
        got: `application ${known(context.appId)}, name ${known(context.fqdn)}`,
      }
    case 'process':
      return {
        wanted: rule.processes.length === 0 ? 'any' : `one of ${quoted(rule.processes)}`,
        got: known(context.process),
      }
    case 'user':
      return {
        wanted: rule.users.length === 0 ? 'any' : `one of ${quoted(rule.users)}`,
        got: known(context.user),
      }
  }
}

const quoted = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(', ')
const known = (value: string | null | undefined): string =>
  value === undefined ? 'unknown' : value === null ? 'none' : `\`${value}\``

function endpointText({ groups, addresses, negated }: Endpoints): string {
  if (groups.length + addresses.length === 0) return 'any'
  return `${negated ? 'none' : 'one'} of ${quoted([...groups, ...addresses])}`
}

/** The address, with the inline members that hold it. */
function endpointGot({ addresses }: Endpoints, text: string): string {
  const address = parseAddressSpec(text)
  const holding = addresses.filter((spec) => {
    const range = parseAddressSpec(spec)
    return range.ok && address.ok && contains([range.value], address.value.first)
  })
  return holding.length === 0 ? `\`${text}\`` : `\`${text}\`, which is in ${quoted(holding)}`
}

function serviceText({ services: { services, entries } }: Rule): string {
  if (services.length + entries.length === 0) return 'any'
  return [...services.map((id) => `\`${id}\``), ...entries.map((entry) => JSON.stringify(entry))].join(', ')
}

function l4Text(l4: L4, fragment: boolean): string {
  const hidden = fragment ? ', a later fragment, which shows no ports' : ''
  if (l4.protocol === 'ip') return `protocol ${l4.number}${hidden}`
  return 'type' in l4
    ? `${l4.protocol} type ${l4.type} code ${l4.code}${hidden}`
    : `${l4.protocol} port ${l4.destinationPort} from ${l4.sourcePort}${hidden}`
}
