import type { Held, Mismatch } from './batch.ts'
import type { Lab } from './lab.ts'
import { type Counts, createCounts, type Ends, type Model, type Way } from './model.ts'
import { type Probe, packetOf } from './probe.ts'
import type { Loaded } from './ruleset.ts'
import { until } from './until.ts'

/** What is lost on a busy machine, TCP sends again. */
const PATIENCE_MS = 5_000

interface Expectation {
  readonly held: Held
  readonly way: Way
  readonly word: string
  readonly at: string
  /** Null: the kernel may do either, because TCP sends again. */
  readonly heard: boolean | null
}

/**
 * Sends one more word on each open connection, from either side, under rules that were loaded after it was opened.
 *
 * @param known whether connection tracking has seen the connections being opened
 * @param there whether the side that opened the connection speaks first
 */
export async function sayOn(
  lab: Lab,
  { model, counted }: Loaded,
  all: readonly Held[],
  known: boolean,
  there: (probe: Probe) => boolean,
): Promise<readonly Mismatch[]> {
  const counts = createCounts()
  const expectations = all.flatMap((held) => expect(model, held, known, there(held.probe), counts))
  const heard = new Set<string>()
  lab.listen((place, event) => {
    if (event.event === 'heard') heard.add(`${place} ${event.word}`)
  })
  for (const { held, way, word } of expectations) {
    if (word.startsWith('!')) continue
    if (way === 'there') lab.agents.get(held.probe.sender)?.send({ op: 'say', id: held.probe.id, word })
    else lab.agents.get(held.probe.receiver)?.send({ op: 'answer', ...held.probe, word })
  }
  const wasHeard = ({ at, word }: Expectation) => heard.has(`${at} ${word}`)
  let missing: readonly string[] = []
  await until(async () => {
    if (expectations.some((each) => each.heard === true && !wasHeard(each))) return false
    const got = await counted()
    missing = [...counts.exact].flatMap(([key, count]) =>
      (got.get(key) ?? 0) >= count
        ? []
        : [`counter \`${key}\`: expected at least ${count}, got ${got.get(key) ?? 0}`],
    )
    return missing.length === 0
  }, PATIENCE_MS)

  const mismatches: Mismatch[] = expectations.flatMap((each) => {
    if (each.heard === null || each.heard === wasHeard(each)) return []
    const what = `${known ? 'established before these rules' : 'opened unseen'}, \`${each.word}\` ${each.way}`
    return [
      {
        probe: each.held.probe,
        expected: `${what}: ${each.heard ? 'heard' : 'not heard'}`,
        got: each.heard ? 'not heard' : 'heard',
      },
    ]
  })
  if (missing.length > 0)
    mismatches.push({ probe: null, expected: 'counters as evaluated', got: missing.join('; ') })
  return mismatches
}

function expect(
  model: Model,
  held: Held,
  known: boolean,
  there: boolean,
  counts: Counts,
): readonly Expectation[] {
  const { probe } = held
  const way = there ? 'there' : 'back'
  const ends: Ends = { source: false, destination: false }
  const pass = (direction: Way, stale?: Ends): boolean | null => {
    const packet = packetOf(probe, direction, 'ack')
    if (model.step(probe, direction, packet, ends, counts, stale) === 'pass') return true
    // Sent again, the packet meets no state that was there before.
    if (probe.protocol !== 'tcp') return false
    return model.step(probe, direction, packet, { ...ends }, createCounts()) === 'pass' ? null : false
  }
  const word = `${way === 'there' ? 'w' : 'b'}${probe.id}`
  const first = pass(way, known ? held.ends : undefined)
  const one = { held, way, word, at: there ? probe.receiver : probe.sender, heard: first } as const
  if (!there) return [one]
  const answer = first === true ? pass('back') : first
  return [one, { held, way, word: `!${word}`, at: probe.sender, heard: answer }]
}

/** Ends open connections at both sides, so that nothing of them is sent again. */
export async function release(lab: Lab, all: readonly Held[]): Promise<void> {
  await Promise.all(
    [...lab.agents].map(([place, agent]) => {
      const released = agent.next('released')
      const ids = all.filter(({ probe }) => probe.sender === place).map(({ probe }) => probe.id)
      const peers = all
        .filter(({ probe }) => probe.receiver === place && probe.protocol === 'tcp')
        .map(({ probe }) => `${probe.from} ${probe.fromPort}`)
      agent.send({ op: 'release', ids, peers })
      return released
    }),
  )
}
