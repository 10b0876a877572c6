import type { Inventory, Packet } from '@flowgate/engine'
import { noiseEnds } from '../acme/flows.ts'
import { acmePatterns } from '../acme/patterns.ts'
import { boutiquePatterns } from '../boutique/flows.ts'
import { createRandom, mix } from '../random.ts'
import { packetOf } from './flow.ts'
import { type Link, type LinkEnd, linksOf } from './links.ts'
import { nextNoise } from './noise.ts'
import { activity, HOUR } from './rhythm.ts'

/** A connection that somebody tries to open: its first packet, and what it would carry if it were allowed. */
export interface ConnectionAttempt {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly source: LinkEnd
  readonly destination: LinkEnd
  readonly protocol: number
  /** Destination port; type * 256 + code of ICMP. */
  readonly port: number
  readonly packet: Packet
  readonly bytes: number
  readonly packets: number
}

export interface TrafficModel {
  readonly links: readonly Link[]
  /**
   * Attempts with `from` <= at < `to`, in order of time. They follow from seed, inventory and time alone: windows that
   * adjoin give together what one window over both gives, in any process and any order.
   */
  readonly attempts: (from: number, to: number) => readonly ConnectionAttempt[]
}

export interface TrafficModelOptions {
  /** Multiplies every rate; 1 unless given. */
  readonly intensity?: number
  /** Odd connections an hour at intensity 1. */
  readonly noisePerHour?: number
  /** Keeps only attempts whose source passes, for example those of one host; null workload = from outside. */
  readonly source?: (end: LinkEnd) => boolean
}

const SLOT = 10_000
const EPHEMERAL = 49_152

/** Live traffic of both estates between the workloads that `inventory` has now. */
export const createTrafficModel = (
  seed: number,
  inventory: Inventory,
  { intensity = 1, noisePerHour = 24, source = () => true }: TrafficModelOptions = {},
): TrafficModel => {
  const links = linksOf([...acmePatterns, ...boutiquePatterns()], inventory).filter((link) =>
    source(link.source),
  )
  const ends = noiseEnds(inventory)

  const attempt = (
    at: number,
    pair: Pick<Link, 'source' | 'destination' | 'protocol' | 'port'>,
    sourcePort: number,
    bytes: number,
    packets: number,
  ): ConnectionAttempt => ({
    at,
    source: pair.source,
    destination: pair.destination,
    protocol: pair.protocol,
    port: pair.port,
    packet: packetOf(
      {
        source: pair.source.address,
        destination: pair.destination.address,
        protocol: pair.protocol,
        port: pair.port,
      },
      sourcePort,
    ),
    bytes,
    packets,
  })

  const linkAttempts = (slot: number): readonly ConnectionAttempt[] =>
    links.flatMap((link) => {
      const random = createRandom(mix(seed, link.hash, slot))
      const rate = link.perHour * activity(link.rhythm, slot * SLOT) * intensity
      return Array.from({ length: random.poisson((rate * SLOT) / HOUR) }, () => {
        const at = slot * SLOT + random.int(SLOT)
        const size = 0.5 + random.next()
        const sourcePort = EPHEMERAL + random.int(16_384)
        const packets = Math.max(1, Math.round(link.packets * size))
        return attempt(at, link, sourcePort, Math.max(64, Math.round(link.bytes * size)), packets)
      })
    })

  const noiseAttempts = (slot: number): readonly ConnectionAttempt[] => {
    const random = createRandom(mix(seed, 0x6e6f6973, slot))
    return Array.from({ length: random.poisson((noisePerHour * intensity * SLOT) / HOUR) }, () => {
      const at = slot * SLOT + random.int(SLOT)
      const noise = nextNoise(random, ends)
      return noise === null || !source(noise.source)
        ? []
        : [attempt(at, noise, EPHEMERAL + random.int(16_384), 400 + random.int(1_600), 6)]
    }).flat()
  }

  return {
    links,
    attempts: (from, to) => {
      const found: ConnectionAttempt[] = []
      for (let slot = Math.floor(from / SLOT); slot * SLOT < to; slot += 1) {
        for (const each of linkAttempts(slot)) if (each.at >= from && each.at < to) found.push(each)
        for (const each of noiseAttempts(slot)) if (each.at >= from && each.at < to) found.push(each)
      }
      return found.sort((a, b) => a.at - b.at)
    },
  }
}
