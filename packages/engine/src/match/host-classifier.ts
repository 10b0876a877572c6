import type { MatchWorld } from '../compile/match-rule.ts'
import type { Span } from '../compile/span.ts'
import { spanWorld } from '../compile/span-world.ts'
import type { Packet } from '../model/packet.ts'
import type { PacketKey } from '../model/packet-key.ts'
import { mustParsePacket } from '../model/parsed-packet.ts'
import type { Evaluation } from '../model/verdict.ts'
import { type Decision, type DecisionText, describeDecision } from './fast/decision.ts'
import { createFastClassifier } from './fast/fast-classifier.ts'
import type { PacketDecider } from './fast/packet-decider.ts'
import { evaluatePoint, type Point } from './reference.ts'

/** Policy compiled for deciding packets. Immutable: a DFE swaps it for another as a whole. */
export interface Classifier {
  /**
   * The decision at the vNIC at one end of the packet, with the trail. Takes time in proportion to the rules: for questions,
   * not for traffic.
   *
   * @param at.now milliseconds since the epoch, for schedules
   * @throws InvalidPacketError where `parsePacket` would refuse the packet
   */
  readonly evaluateAt: (packet: Packet, point: Point, at: { readonly now: number }) => Evaluation
  /** The same decision as one number, without trail and without allocation: for traffic. `describe` says what it means. */
  readonly decide: (key: PacketKey, point: Point, now: number) => Decision
  readonly describe: (decision: Decision) => DecisionText
  /** The vNIC at which `decide` decides, null where no vNIC here bears the address. */
  readonly locate: (
    key: PacketKey,
    point: Point,
  ) => { readonly workload: string; readonly vnic: string } | null
}

/** One host's policy, compiled. */
export interface HostClassifier extends Classifier {
  readonly span: Span
}

/** Compiles a span; throws where it names what it does not carry: a host refuses it whole and keeps what it runs. */
export const compileSpan = (span: Span): HostClassifier => ({ span, ...compileWorld(spanWorld(span)) })

/** Compiles a whole snapshot: for replaying flows against a revision or draft without going through the hosts. */
export function compileWorld(world: MatchWorld): Classifier {
  let fast: PacketDecider | null = null
  const classifier = (): PacketDecider => {
    fast ??= createFastClassifier(world)
    return fast
  }
  return {
    evaluateAt: (packet, point, { now }) => evaluatePoint(world, mustParsePacket(packet), point, now),
    decide: (key, point, now) => classifier().decide(key, point, now),
    describe: (decision) => describeDecision(world, decision),
    locate: (key, point) => {
      const found = world.points[classifier().pointOf(key, point)]
      return found === undefined ? null : { workload: found.workload.id, vnic: found.vnic.vnic.id }
    },
  }
}
