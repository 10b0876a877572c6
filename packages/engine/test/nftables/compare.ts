import { expect } from 'vitest'
import { spanWorld } from '../../src/compile/span-world.ts'
import {
  combine,
  type NftablesOptions,
  type Packet,
  protocolNumber,
  renderNftables,
  type Snapshot,
  type Span,
  spanFor,
} from '../../src/index.ts'
import { evaluatePoint } from '../../src/match/reference.ts'
import { mustParsePacket, type ParsedPacket } from '../../src/model/parsed-packet.ts'
import { parseRuleset, runRuleset, type Tracked, type WirePacket } from './interpreter.ts'

const GENERATION = 5

/** As it travels. */
export const spanOf = (snapshot: Snapshot, host: string): Span =>
  JSON.parse(JSON.stringify(spanFor(snapshot, host, { revision: 1, inventoryVersion: 1 })))

const wire = ({ source, destination, family, l4, opens }: ParsedPacket): WirePacket => {
  const [first, second] =
    'sourcePort' in l4
      ? [l4.sourcePort, l4.destinationPort]
      : 'type' in l4
        ? [(l4.type << 8) | l4.code, 0]
        : [1000, 80]
  return { family, source, destination, protocol: protocolNumber(l4), first, second, syn: opens }
}

const reversed = (packet: WirePacket): WirePacket => ({
  ...packet,
  source: packet.destination,
  destination: packet.source,
  first: packet.second,
  second: packet.first,
  syn: false,
})

export interface SentPacket {
  readonly packet: Packet
  readonly parsed: ParsedPacket
  readonly sent: WirePacket
}

export const sentOn = (packet: Packet): SentPacket => {
  const parsed = mustParsePacket(packet)
  return { packet, parsed, sent: wire(parsed) }
}

const PASSED_BY = new Set(['not-protected', 'excluded', 'idle'])

/**
 * The ruleset of a span, run by the interpreter, against the reference: verdicts and counters of every packet, new, tracked
 * and let in by an older ruleset. Throws on the first difference.
 */
export function compareRuleset(
  span: Span,
  options: Omit<NftablesOptions, 'generation'>,
  packets: readonly SentPacket[],
): void {
  const { now } = options
  const world = spanWorld(span)
  const { text, counters } = renderNftables(span, { generation: GENERATION, ...options })
  const chains = parseRuleset(text)
  const ruleOf = new Map(
    counters.map(({ name, rule: id, direction }) => [name, `${direction} ${id ?? 'default'}`]),
  )
  for (const { packet, parsed, sent } of packets) {
    const ends = [
      evaluatePoint(world, parsed, 'source', now),
      evaluatePoint(world, parsed, 'destination', now),
    ] as const
    const { action } = combine(...ends)
    const looked = ends
      .slice(0, ends[0].action === 'allow' ? 2 : 1)
      .filter(({ why }) => !PASSED_BY.has(why))
      .map(({ direction, rule: id }) => `${direction} ${id ?? 'default'}`)
    const expected = { action, looked }
    // New to connection tracking; unknown to it; and let in by an older ruleset, at both ends.
    const untracked = runRuleset(chains, sent, null)
    const fresh: Tracked = { mark: 0, direction: 'original', original: sent }
    const tracked = runRuleset(chains, sent, fresh)
    for (const { verdict, counted } of [tracked, untracked]) {
      const got = {
        action: verdict === 'accept' ? 'allow' : verdict,
        looked: counted.map((name) => ruleOf.get(name)),
      }
      if (JSON.stringify(got) !== JSON.stringify(expected))
        expect(got, `${span.host} ${JSON.stringify(packet)}`).toEqual(expected)
    }
    if (action !== 'allow' || !parsed.opens) continue
    // What both ends have let in is not looked at again, in either direction.
    const bits = fresh.mark & 3
    for (const direction of ['original', 'reply'] as const) {
      const answer = direction === 'reply' ? reversed(sent) : sent
      const again = runRuleset(chains, answer, { mark: fresh.mark, direction, original: sent })
      if (bits === 3) expect(again).toEqual({ verdict: 'accept', counted: [] })
    }
  }
  for (const { parsed, sent } of packets) {
    if (!parsed.opens) continue
    // An older ruleset let it in at both ends: decided anew by its first packet, whichever way this one goes.
    const first = runRuleset(chains, sent, { mark: 0, direction: 'original', original: sent })
    for (const direction of ['original', 'reply'] as const) {
      const old: Tracked = { mark: 4 * (GENERATION - 1) + 3, direction, original: sent }
      const now = runRuleset(chains, direction === 'reply' ? reversed(sent) : sent, old)
      if (JSON.stringify(now) !== JSON.stringify(first)) expect(now).toEqual(first)
    }
  }
}
