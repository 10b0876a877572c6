import { createRandom, mix } from '../random.ts'
import { makeFlow, type SeedFlow } from './flow.ts'
import type { Link } from './links.ts'
import { activity, HOUR } from './rhythm.ts'

/** Start of the hour that `at` lies in. */
export const hourOf = (at: number): number => Math.floor(at / HOUR) * HOUR

/** Where in [from, to) the first and last of `sessions` fall, when they come evenly mixed. */
export const spread = (
  next: () => number,
  from: number,
  to: number,
  sessions: number,
): { readonly firstSeen: number; readonly lastSeen: number } => {
  const gap = (to - from) / (sessions + 1)
  const firstSeen = Math.floor(from + gap * (sessions === 1 ? 2 : 1) * next())
  return {
    firstSeen,
    lastSeen: Math.max(firstSeen, Math.ceil(to - 1 - gap * next() * (sessions === 1 ? 2 : 1))),
  }
}

/** What one link did in the part of the hour [from, to); null when it was silent. */
export const hourlyFlow = (seed: number, link: Link, from: number, to: number): SeedFlow | null => {
  const random = createRandom(mix(seed, link.hash, hourOf(from) / HOUR))
  const expected = link.perHour * activity(link.rhythm, from) * ((to - from) / HOUR)
  const sessions = random.poisson(expected)
  if (sessions === 0) return null
  const size = sessions * (0.7 + 0.6 * random.next())
  return makeFlow(link.source, link.destination, {
    protocol: link.protocol,
    port: link.port,
    sessions,
    bytes: Math.max(64, Math.round(link.bytes * size)),
    packets: Math.max(sessions, Math.round(link.packets * size)),
    ...spread(random.next, from, to, sessions),
  })
}
