import type { Lab } from './lab.ts'
import { createCounts, type Ends } from './model.ts'
import type { Probe } from './probe.ts'
import { type Loaded, wrongCounts } from './ruleset.ts'
import { until } from './until.ts'

/** What should have been seen and what was. */
export interface Mismatch {
  /** Null where only the counters of the whole batch are wrong. */
  readonly probe: Probe | null
  readonly expected: string
  readonly got: string
}

/** A connection that was asked to stay open and did. */
export interface Held {
  readonly probe: Probe
  /** Which ends of it have state. */
  readonly ends: Ends
}

export interface BatchResult {
  readonly mismatches: readonly Mismatch[]
  readonly held: readonly Held[]
  /** What each sender saw, by probe. */
  readonly outcomes: ReadonlyMap<number, string>
}

/** Spent only where something is wrong, or on a machine busy with other things. */
const PATIENCE_MS = 8_000

interface Expected {
  readonly outcome: string
  readonly ends: Ends
}

/** Tries the probes together and compares every outcome, and every counter of both hosts, with the model. */
export async function runBatch(
  lab: Lab,
  { model, counted }: Loaded,
  probes: readonly Probe[],
  hold: ReadonlySet<number> = new Set(),
): Promise<BatchResult> {
  const counts = createCounts()
  const expected = new Map<number, Expected>()
  for (const probe of probes) {
    const ends = { source: false, destination: false }
    expected.set(probe.id, { outcome: model.attempt(probe, ends, counts, hold.has(probe.id)), ends })
  }
  const answering = new Set(
    probes.filter(({ id }) => expected.get(id)?.outcome !== 'silent').map(({ id }) => id),
  )
  const got = new Map<number, string>()
  // Processes take longer than sockets: by themselves, so that no SYN waits for them.
  const [slow, quick] = [true, false].map((icmp) =>
    probes.filter((each) => (each.protocol === 'icmp') === icmp),
  )
  let wrong: readonly string[] = []
  for (const part of [quick ?? [], slow ?? []]) {
    await send(lab, part, hold, answering, got)
    const last = part === slow
    await until(async () => {
      wrong = wrongCounts(counts, await counted())
      return wrong.length === 0 || (!last && slow?.length !== 0)
    }, PATIENCE_MS)
    await cancel(lab, part, got)
  }

  const mismatches: Mismatch[] = probes.flatMap((probe) => {
    const outcome = expected.get(probe.id)?.outcome ?? ''
    const seen = got.get(probe.id) ?? 'no word from the agent'
    return seen === outcome ? [] : [{ probe, expected: outcome, got: seen }]
  })
  if (wrong.length > 0)
    mismatches.push({ probe: null, expected: 'counters as evaluated', got: wrong.join('; ') })
  const held = probes.flatMap((probe) => {
    const one = expected.get(probe.id)
    const stands = one?.outcome === 'connected' && got.get(probe.id) === 'connected'
    return hold.has(probe.id) && stands ? [{ probe, ends: one.ends }] : []
  })
  return { mismatches, held, outcomes: got }
}

/** Opens connections while no rules are loaded; those that stand. */
export async function openUnseen(lab: Lab, probes: readonly Probe[]): Promise<readonly Held[]> {
  const all = new Set(probes.map(({ id }) => id))
  const got = new Map<number, string>()
  await send(lab, probes, all, all, got)
  await cancel(lab, probes, got)
  return probes
    .filter(({ id }) => got.get(id) === 'connected')
    .map((probe) => ({ probe, ends: { source: false, destination: false } }))
}

async function send(
  lab: Lab,
  probes: readonly Probe[],
  hold: ReadonlySet<number>,
  answering: ReadonlySet<number>,
  got: Map<number, string>,
): Promise<void> {
  lab.listen((_, event) => {
    if (event.event === 'ended') got.set(event.id, event.outcome)
  })
  for (const probe of probes)
    lab.agents.get(probe.sender)?.send({ op: probe.protocol, ...probe, hold: hold.has(probe.id) })
  await until(() => probes.every(({ id }) => got.has(id) || !answering.has(id)), PATIENCE_MS)
}

async function cancel(lab: Lab, probes: readonly Probe[], got: ReadonlyMap<number, string>): Promise<void> {
  const left = probes.filter(({ id }) => !got.has(id))
  for (const [place, agent] of lab.agents) {
    const ids = left.filter(({ sender }) => sender === place).map(({ id }) => id)
    if (ids.length > 0) agent.send({ op: 'cancel', ids })
  }
  await until(() => left.every(({ id }) => got.has(id)), 10_000)
}
