import { checkDocument } from '../check/check-document.ts'
import { InvalidDocumentError } from '../check/issue.ts'
import { combine } from '../match/combine.ts'
import { evaluatePoint } from '../match/reference.ts'
import type { FlowgateDocument } from '../model/document.ts'
import type { Packet } from '../model/packet.ts'
import { mustParsePacket } from '../model/parsed-packet.ts'
import type { Verdict } from '../model/verdict.ts'
import { withWellKnownServices } from '../model/well-known-services.ts'
import { type Resolution, resolveGroups } from '../resolve/resolution.ts'
import type { MatchWorld } from './match-rule.ts'
import { enforcementPoints, pointsByAddress } from './points.ts'
import { matchRules } from './rules.ts'

/**
 * A document with everything parsed, resolved and indexed; `document` has the well-known services in it. Immutable; the same
 * document always gives the same answers.
 */
export interface Snapshot extends MatchWorld {
  readonly document: FlowgateDocument
  readonly resolution: Resolution
}

/**
 * Prepares a document for evaluation.
 *
 * @param known a resolution of the same groups and inventory, where the caller keeps one up to date
 * @throws InvalidDocumentError with every issue of `checkDocument`: invalid policy is refused whole
 */
export function buildSnapshot(written: FlowgateDocument, known?: Resolution): Snapshot {
  const issues = checkDocument(written)
  if (issues.length > 0) throw new InvalidDocumentError(issues)
  const document = { ...written, services: withWellKnownServices(written.services) }
  const resolution = known ?? resolveGroups(document)
  const services = new Map(document.services.map((service) => [service.id, service]))
  const slots = resolution.table.slots.filter((slot) => slot !== null)
  const points = enforcementPoints(slots, services)
  const byAddress = pointsByAddress(points)
  const rules = matchRules(document.policies, {
    groupAddresses: (id) => resolution.addresses(id),
    groupIdentities: (id) => resolution.identities(id),
    groupPoints: (id) =>
      points
        .filter(({ workload, vnic }) => resolution.holdsVnic(id, workload.id, vnic))
        .map(({ number }) => number),
    services,
    contextProfiles: new Map(document.contextProfiles.map((profile) => [profile.id, profile])),
  })
  return {
    document,
    resolution,
    settings: document.settings,
    rules,
    points,
    pointAt: (address) => byAddress.get(address),
  }
}

/**
 * The verdict for the first packet of a connection: both vNICs, with the full trail. This is the definition; it takes time
 * in proportion to the rules.
 *
 * @param now milliseconds since the epoch, for schedules
 * @throws InvalidPacketError where `parsePacket` would refuse the packet
 */
export function evaluate(snapshot: MatchWorld, packet: Packet, { now }: { readonly now: number }): Verdict {
  const parsed = mustParsePacket(packet)
  return combine(
    evaluatePoint(snapshot, parsed, 'source', now),
    evaluatePoint(snapshot, parsed, 'destination', now),
  )
}
