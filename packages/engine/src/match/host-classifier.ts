import type { Span } from '../compile/span.ts'
import { spanWorld } from '../compile/span-world.ts'
import type { Packet } from '../model/packet.ts'
import { mustParsePacket } from '../model/parsed-packet.ts'
import type { Evaluation } from '../model/verdict.ts'
import { evaluatePoint, type Point } from './reference.ts'

/** One host's policy, compiled. Immutable: a DFE swaps it for another as a whole. */
export interface HostClassifier {
  readonly span: Span
  /**
   * The decision at this host's vNIC at one end of the packet, with the trail over the rules in the span.
   * @throws InvalidPacketError where `parsePacket` would refuse the packet
   */
  readonly evaluateAt: (packet: Packet, point: Point, at: { readonly now: number }) => Evaluation
}

/** Compiles a span; throws where `spanWorld` refuses it. */
export function compileSpan(span: Span): HostClassifier {
  const world = spanWorld(span)
  return {
    span,
    evaluateAt: (packet, point, { now }) => evaluatePoint(world, mustParsePacket(packet), point, now),
  }
}
