import { buildSnapshot, evaluate, type Snapshot } from '../compile/snapshot.ts'
import { parseAddress } from '../model/address.ts'
import type { Rule, ServiceEntry } from '../model/document.ts'
import type { L4, Packet } from '../model/packet.ts'
import type { Evaluation, Verdict } from '../model/verdict.ts'
import { compareSnapshots, type Difference } from './compare.ts'
import { applyEdit, type PolicyEdit } from './edits.ts'
import { explainRule, type RuleExplanation } from './explain-rule.ts'
import { regionSize } from './region-size.ts'

/** An edit that turns the verdict of a packet around. */
export interface Flip {
  readonly edit: PolicyEdit
  /** The packet's verdict after the edit. */
  readonly verdict: Verdict
  /** Everything that the edit changes, this packet's region among it. */
  readonly changes: readonly Difference[]
  /** How many combinations of source, destination and service change between allowed and denied: the rank, fewest first. */
  readonly size: bigint
}

/** Ids that the new rule of an `add-rule` may bear. */
const NEW_RULE = 'new-rule'

/**
 * Small edits, one at a time, that would let a denied packet through or deny an allowed one, each tried on the reference and
 * each with exactly what else it changes; those that change least come first. A packet that two ends deny for different
 * reasons may have none. Takes one comparison of snapshots for each edit.
 *
 * @param limit edits to compare at most
 * @throws InvalidPacketError where `parsePacket` would refuse the packet
 */
export function flips(
  snapshot: Snapshot,
  packet: Packet,
  { now, limit = 8 }: { readonly now: number; readonly limit?: number },
): readonly Flip[] {
  const verdict = evaluate(snapshot, packet, { now })
  const decided = verdict.evaluations.find(({ point }) => point === verdict.decidedAt)
  if (
    decided === undefined ||
    (decided.why !== 'rule' && decided.why !== 'default-rule' && decided.why !== 'tcp-strict')
  )
    return []
  const wanted = verdict.action === 'allow' ? 'drop' : 'allow'
  const tried = candidateEdits(snapshot, packet, decided, wanted, now).flatMap((edit) => {
    const after = buildSnapshot(applyEdit(snapshot.document, edit))
    const flipped = evaluate(after, packet, { now })
    return (flipped.action === 'allow') === (wanted === 'allow') ? [{ edit, after, verdict: flipped }] : []
  })
  return tried
    .slice(0, limit)
    .map(({ edit, after, verdict: flipped }): Flip => {
      const changes = compareSnapshots(snapshot, after)
      const flippedRegions = changes.filter(({ kind }) => kind === 'newly-allowed' || kind === 'newly-denied')
      return {
        edit,
        verdict: flipped,
        changes,
        size: flippedRegions.reduce((sum, region) => sum + regionSize(region), 0n),
      }
    })
    .sort((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0))
}

function candidateEdits(
  snapshot: Snapshot,
  packet: Packet,
  decided: Evaluation,
  wanted: 'allow' | 'drop',
  now: number,
): readonly PolicyEdit[] {
  const policies = snapshot.document.policies
  const policy = decided.policy ?? policies.findLast(({ category }) => category === 'application')?.id ?? null
  const edits: PolicyEdit[] = []
  if (policy !== null)
    edits.push({ kind: 'add-rule', policy, before: decided.rule, rule: narrowRule(snapshot, packet, wanted) })
  if (decided.policy !== null && decided.rule !== null) {
    const at = { policy: decided.policy, rule: decided.rule }
    edits.push({ kind: 'disable-rule', ...at }, { kind: 'change-action', ...at, action: wanted })
  }
  for (const step of decided.trail) {
    if (step.kind !== 'rule' || step.mismatch === null) continue
    const action = snapshot.rules.find(({ id }) => id === step.rule)?.action
    if (wanted === 'allow' ? action !== 'allow' : action !== 'drop' && action !== 'reject') continue
    const failing = failingFields(explainRule(snapshot, packet, decided.point, step.rule, { now }))
    const [only] = failing
    if (failing.length !== 1 || only === undefined) continue
    const at = { policy: step.policy, rule: step.rule }
    if (only.field === 'disabled') edits.push({ kind: 'enable-rule', ...at })
    if (only.field === 'service') edits.push({ kind: 'add-service', ...at, entry: exactEntry(packet.l4) })
    if (only.field !== 'source' && only.field !== 'destination') continue
    const workload = bearer(snapshot, packet, only.field)
    const [group] = only.groups
    if (workload !== null && group !== undefined && !group.belongs)
      edits.push({ kind: 'add-member', group: group.group, workload })
  }
  // Two rules may name the same group.
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()]
}

const failingFields = ({ fields }: RuleExplanation): RuleExplanation['fields'] =>
  fields.filter(({ holds }) => holds !== true)

/** The workload that answers for the packet's source or destination. */
function bearer(snapshot: Snapshot, packet: Packet, field: 'source' | 'destination'): string | null {
  const address = parseAddress(packet[field])
  return address.ok ? (snapshot.pointAt(address.value)?.workload.id ?? null) : null
}

/** A rule for exactly this source, destination and service. */
function narrowRule(
  { rules }: Snapshot,
  { source, destination, l4 }: Packet,
  action: 'allow' | 'drop',
): Rule {
  const taken = new Set(rules.map(({ id }) => id))
  let id = NEW_RULE
  for (let i = 2; taken.has(id); i += 1) id = `${NEW_RULE}-${i}`
  return {
    id,
    name: `${action} ${source} to ${destination}`,
    sources: { groups: [], addresses: [source], negated: false },
    destinations: { groups: [], addresses: [destination], negated: false },
    services: { services: [], entries: [exactEntry(l4)] },
    contextProfiles: [],
    processes: [],
    users: [],
    direction: 'in-out',
    ipVersion: 'any',
    appliedTo: [],
    action,
    log: false,
    enabled: true,
    schedule: null,
    note: '',
  }
}

/** The packet's destination port, ICMP type and code, or protocol. Its source port is any: clients choose it at random. */
function exactEntry(l4: L4): ServiceEntry {
  if (l4.protocol === 'ip') return l4
  if ('type' in l4) return { protocol: l4.protocol, type: l4.type, code: l4.code }
  return {
    protocol: l4.protocol,
    sourcePorts: [],
    destinationPorts: [[l4.destinationPort, l4.destinationPort]],
  }
}
