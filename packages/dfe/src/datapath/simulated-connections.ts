import {
  createFlowTable,
  DEFAULT_TIMEOUTS,
  type FlowTable,
  type FlowTimeouts,
  type Packet,
  type PacketKey,
  type Point,
  packetKey,
  tcpFlagBits,
} from '@flowgate/engine'
import type { Decided } from './decided.ts'

/** Told when a new revision no longer allows a connection. */
export type OnCut = (decided: Decided) => void

export interface SimulatedConnections {
  /** What was decided for the connection that the packet belongs to; null when it opens a new one. */
  find(packet: Packet, key: PacketKey, point: Point, now: number): Decided | null
  /** Tracks a connection whose first packet was allowed, as answered by its peer. */
  admit(packet: Packet, key: PacketKey, point: Point, now: number, decided: Decided, onCut: OnCut): void
  count(now: number): number
  /** Asks about every connection again; those not allowed are forgotten, and told. */
  reevaluate(decide: (key: PacketKey, point: Point) => Decided): void
}

/** The packets that end a simulated session are not simulated: its time-out is its end. */
const TIMEOUTS: FlowTimeouts = { ...DEFAULT_TIMEOUTS, tcpEstablished: 60_000, udpReplied: 30_000 }

interface Entry {
  readonly decided: Decided
  readonly onCut: OnCut
}

interface Side {
  readonly table: FlowTable
  /** By the table's slot. */
  readonly entries: Entry[]
}

/** One table for each end: where both ends are on this host, each is decided for itself. */
export const createSimulatedConnections = (capacity: number): SimulatedConnections => {
  const side = (): Side => ({ table: createFlowTable({ capacity, timeouts: TIMEOUTS }), entries: [] })
  const sides: Readonly<Record<Point, Side>> = { source: side(), destination: side() }
  const both = [sides.source, sides.destination]

  return {
    find: (packet, key, point, now) => {
      const { table, entries } = sides[point]
      if (table.observe(key, tcpFlagBits(packet), now) === 'new') return null
      return entries[table.lastSlot()]?.decided ?? null
    },
    admit: (packet, key, point, now, decided, onCut) => {
      const { table, entries } = sides[point]
      table.admit(key, tcpFlagBits(packet), now, 0)
      const slot = table.lastSlot()
      if (slot < 0) return
      entries[slot] = { decided, onCut }
      for (const answer of answersTo(packet)) table.observe(packetKey(answer), tcpFlagBits(answer), now)
    },
    count: (now) => {
      for (const { table } of both) table.expire(now)
      return sides.source.table.size() + sides.destination.table.size()
    },
    reevaluate: (decide) => {
      for (const point of ['source', 'destination'] as const) {
        const { table, entries } = sides[point]
        table.reevaluate(({ key, slot }) => {
          const entry = entries[slot]
          const decided = decide(key, point)
          if (entry === undefined || decided.action !== 'allow') {
            entry?.onCut(decided)
            return -1
          }
          entries[slot] = { ...entry, decided }
          return 0
        })
      }
    },
  }
}

const flags = (syn: boolean, ack: boolean) => ({ syn, ack, rst: false, fin: false })

/** What both sides send when a connection is accepted: the rest of the TCP handshake, or a first answer. */
const answersTo = (packet: Packet): readonly Packet[] => {
  const { l4 } = packet
  if (!('sourcePort' in l4)) return []
  const back: Packet = {
    source: packet.destination,
    destination: packet.source,
    l4: { protocol: l4.protocol, sourcePort: l4.destinationPort, destinationPort: l4.sourcePort },
  }
  if (l4.protocol !== 'tcp') return [back]
  return [
    { ...back, tcpFlags: flags(true, true) },
    { ...packet, tcpFlags: flags(false, true) },
  ]
}
