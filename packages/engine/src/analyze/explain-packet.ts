import { evaluate, type Snapshot } from '../compile/snapshot.ts'
import type { Point } from '../match/reference.ts'
import type { Packet } from '../model/packet.ts'
import type { Verdict } from '../model/verdict.ts'
import { explainRule, type RuleExplanation } from './explain-rule.ts'
import { type Flip, flips } from './flips.ts'

export interface PacketExplanation {
  readonly verdict: Verdict
  /** Every rule of both trails, in the order in which they were tried, with every field of it. */
  readonly tried: readonly (RuleExplanation & { readonly point: Point })[]
  /** What would turn the verdict round, narrowest first. */
  readonly flips: readonly Flip[]
}

/**
 * All there is to say about one packet: what was tried at both vNICs and why it matched or did not, down to the tag, and the
 * small edits that would turn the verdict round, each with everything else it changes. Takes one comparison of snapshots for
 * each edit.
 *
 * @param limit edits to look at, at most; 0 leaves them out
 * @throws InvalidPacketError where `parsePacket` would refuse the packet
 */
export function explainPacket(
  snapshot: Snapshot,
  packet: Packet,
  { now, limit = 8 }: { readonly now: number; readonly limit?: number },
): PacketExplanation {
  const verdict = evaluate(snapshot, packet, { now })
  const tried = verdict.evaluations.flatMap(({ point, trail }) =>
    trail.flatMap((step) =>
      step.kind === 'rule' ? [{ point, ...explainRule(snapshot, packet, point, step.rule, { now }) }] : [],
    ),
  )
  return { verdict, tried, flips: limit === 0 ? [] : flips(snapshot, packet, { now, limit }) }
}
