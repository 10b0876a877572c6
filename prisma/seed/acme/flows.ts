import type { Inventory } from '@flowgate/engine'
import { createRandom, mix } from '../random.ts'
import { makeFlow, type SeedFlow } from '../traffic/flow.ts'
import { type Link, type LinkEnd, linksOf } from '../traffic/links.ts'
import { type NoiseEnds, nextNoise } from '../traffic/noise.ts'
import { TCP } from '../traffic/pattern.ts'
import { hourlyFlow, hourOf, spread } from '../traffic/recorded.ts'
import { HOUR } from '../traffic/rhythm.ts'
import { acmeInventory } from './inventory.ts'
import { acmePatterns } from './patterns.ts'

export const ACME_SEED = 20_240_229
export const ACME_FLOWS = 200_000
export const ACME_DAYS = 30

export interface AcmeFlowOptions {
  /** Milliseconds since the epoch: the last flow was seen before it. */
  readonly now: number
  readonly seed?: number
  readonly days?: number
  /** Exactly so many rows. */
  readonly flows?: number
  readonly inventory?: Inventory
}

/** A desktop that was taken over tried its neighbours twice. */
const SCANS: readonly {
  readonly daysAgo: number
  readonly source: string
  readonly ports: readonly number[]
}[] = [
  { daysAgo: 19, source: 'vm-187', ports: [22] },
  { daysAgo: 9, source: 'vm-187', ports: [445, 3389, 1521] },
  { daysAgo: 2, source: 'shop-dev-web-02', ports: [5432] },
]

/** The ends of both families that noise and scans may pick from. */
export const noiseEnds = (inventory: Inventory): NoiseEnds => {
  const everyone = inventory.workloads
    .filter((workload) => workload.powerState === 'on')
    .flatMap((workload): LinkEnd[] =>
      workload.vnics.slice(0, 1).flatMap((vnic) =>
        vnic.addresses.map((address) => ({
          workload: workload.id,
          name: workload.name,
          vnic: vnic.id,
          address,
        })),
      ),
    )
  const exposed = everyone.filter((end) => /^(shop|hr)-web-|^pay-web-/.test(end.workload ?? ''))
  return { exposed, everyone }
}

const rowKey = (flow: SeedFlow): string =>
  `${flow.source} ${flow.destination} ${flow.protocol} ${flow.port} ${hourOf(flow.firstSeen)}`

const scanRows = (seed: number, ends: NoiseEnds, end: number): readonly SeedFlow[] =>
  SCANS.flatMap(({ daysAgo, source, ports }) => {
    const start = end - daysAgo * 24 * HOUR
    const from = ends.everyone.find((each) => each.workload === source)
    if (from === undefined) return []
    const random = createRandom(mix(seed, daysAgo))
    return ends.everyone
      .filter((each) => each.workload !== source && !each.address.includes(':'))
      .flatMap((to) =>
        ports.map((port) =>
          makeFlow(from, to, {
            protocol: TCP,
            port,
            sessions: 1,
            bytes: 180,
            packets: 3,
            ...spread(random.next, start, start + HOUR, 1),
          }),
        ),
      )
  })

const noiseRows = (
  seed: number,
  ends: NoiseEnds,
  hours: readonly (readonly [number, number])[],
  count: number,
  taken: Set<string>,
): readonly SeedFlow[] => {
  const random = createRandom(mix(seed, 0x6e6f6973))
  const rows: SeedFlow[] = []
  // Bounded: an estate too small for so many different odd pairs gets fewer of them instead of an endless search.
  for (let tries = 0; rows.length < count && tries < count * 20 + 1_000; tries += 1) {
    const [from, to] = random.pick(hours)
    const noise = nextNoise(random, ends)
    if (noise === null || to <= from) continue
    const sessions = 1 + random.poisson(0.6)
    const flow = makeFlow(noise.source, noise.destination, {
      protocol: noise.protocol,
      port: noise.port,
      sessions,
      bytes: sessions * (400 + random.int(1_600)),
      packets: sessions * (4 + random.int(8)),
      ...spread(random.next, from, to, sessions),
    })
    const key = rowKey(flow)
    if (taken.has(key)) continue
    taken.add(key)
    rows.push(flow)
  }
  return rows
}

/**
 * Hourly rows of the `days` before `now`, in order of time: the estate's conversations in their daily and weekly rhythm,
 * three scans, and noise that fills up to exactly `flows` rows. No two rows share addresses, service and hour.
 */
export const acmeFlows = ({
  now,
  seed = ACME_SEED,
  days = ACME_DAYS,
  flows = ACME_FLOWS,
  inventory = acmeInventory(),
}: AcmeFlowOptions): readonly SeedFlow[] => {
  const links: readonly Link[] = linksOf(acmePatterns, inventory)
  const ends = noiseEnds(inventory)
  const last = hourOf(now)
  const hours = Array.from({ length: days * 24 }, (_, index): readonly [number, number] => {
    const from = last - (days * 24 - 1 - index) * HOUR
    return [from, Math.min(from + HOUR, now)]
  })
  const rows: SeedFlow[] = []
  for (const [from, to] of hours) {
    for (const link of links) {
      const row = hourlyFlow(seed, link, from, to)
      if (row !== null) rows.push(row)
    }
  }
  const taken = new Set(rows.map(rowKey))
  for (const row of scanRows(seed, ends, last)) {
    if (row.firstSeen < last - (days * 24 - 1) * HOUR || taken.has(rowKey(row))) continue
    taken.add(rowKey(row))
    rows.push(row)
  }
  rows.push(...noiseRows(seed, ends, hours, flows - rows.length, taken))
  const sorted = rows.toSorted((a, b) => a.firstSeen - b.firstSeen)
  return sorted.length > flows ? sorted.slice(sorted.length - flows) : sorted
}
