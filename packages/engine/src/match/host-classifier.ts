import type { MatchWorld } from '../compile/match-rule.ts'
import type { Span } from '../compile/span.ts'
import { spanWorld } from '../compile/span-world.ts'
import type { Packet } from '../model/packet.ts'
import { createPacketKey, type PacketKey } from '../model/packet-key.ts'
import { mustParsePacket } from '../model/parsed-packet.ts'
import type { Evaluation } from '../model/verdict.ts'
import { type Decision, type DecisionText, describeDecision } from './fast/decision.ts'
import { createFastClassifier, type FastClassifier } from './fast/fast-classifier.ts'
import { type DecideAll, oneByOne } from './fast/packet-decider.ts'
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
  /** `decide` for many first packets of IPv4 connections at once, into `decisions`: nothing is known of their conditions. */
  readonly decideAll: DecideAll
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

/**
 * Compiles a span; throws where it names what it does not carry: a host refuses it whole and keeps what it runs.
 *
 * @param before see `compileWorld`
 */
export const compileSpan = (span: Span, before?: Classifier): HostClassifier => ({
  span,
  ...compileWorld(spanWorld(span), before),
})

/**
 * Under it a classifier carries what was compiled for it, or, as long as nothing is, what it would start from. In a weak map,
 * every classifier would outlive all collections but the large ones: those take what such a map holds for being in use.
 */
const COMPILED = Symbol('compiled')

interface Compiling extends Classifier {
  readonly [COMPILED]?: () => FastClassifier | undefined
}

/**
 * Compiles a whole snapshot: for replaying flows against a revision or draft without going through the hosts.
 *
 * @param before a classifier of a world that differs little, as by one change of the inventory: then only what changed is
 * computed. Any classifier will do, it decides how long this takes and never what is decided; it stays as it is
 */
export function compileWorld(world: MatchWorld, before?: Classifier): Classifier {
  let start = (before as Compiling | undefined)?.[COMPILED]?.()
  let fast: FastClassifier | null = null
  const classifier = (): FastClassifier => {
    if (fast === null) {
      fast = createFastClassifier(world, start)
      // Or every classifier would hold all that ever were.
      start = undefined
    }
    return fast
  }
  const made: Compiling = {
    evaluateAt: (packet, point, { now }) => evaluatePoint(world, mustParsePacket(packet), point, now),
    decide: (key, point, now) => classifier().decide(key, point, now),
    decideAll: (packets, count, point, now, decisions) => {
      const decider = classifier()
      const decideAll = decider.decideAll ?? oneByOne(decider, createPacketKey())
      decideAll(packets, count, point, now, decisions)
    },
    describe: (decision) => describeDecision(world, decision),
    locate: (key, point) => {
      const found = world.points[classifier().pointOf(key, point)]
      return found === undefined ? null : { workload: found.workload.id, vnic: found.vnic.vnic.id }
    },
    [COMPILED]: () => fast ?? start,
  }
  return made
}
