import type { FlowgateDocument } from '../../src/index.ts'
import { createRandom, type Random } from '../support/random.ts'
import { type Held, type Mismatch, openUnseen, runBatch } from './batch.ts'
import type { Lab } from './lab.ts'
import { type Probe, probeAgain, randomProbe } from './probe.ts'
import { randomDocument } from './random-document.ts'
import { load, unload } from './ruleset.ts'
import { release, sayOn } from './words.ts'

export interface Totals {
  readonly policies: number
  /** Connections tried, and words said on open ones. */
  readonly packets: number
  readonly mismatches: number
  /** Batches that were disturbed, and right when tried again. */
  readonly repeated: number
}

/** All that is needed to see a mismatch again. */
export interface MismatchCase {
  /** Under what the connections of `open` were opened; null = without any rules. */
  readonly before: FlowgateDocument | null
  readonly open: readonly Probe[]
  readonly document: FlowgateDocument
  readonly probes: readonly Probe[]
  readonly mismatches: readonly Mismatch[]
}

export interface VerifyOptions {
  readonly seed: number
  readonly policies: number
  readonly probes: number
  readonly onPolicy?: (index: number, totals: Totals) => void
  readonly onMismatch: (index: number, found: MismatchCase) => void
}

/** A machine that is busy elsewhere can delay packets beyond any patience; a wrong rule is wrong every time. */
const ATTEMPTS = 2
const HELD = 8

/** Random policies, each met by random probes; every second one also by connections opened under the one before. */
export async function verify(lab: Lab, options: VerifyOptions): Promise<Totals> {
  const { seed, policies, probes: size, onPolicy, onMismatch } = options
  let totals: Totals = { policies: 0, packets: 0, mismatches: 0, repeated: 0 }
  let held: readonly Held[] = []
  let before: FlowgateDocument | null = null
  // Above the tutorial's: a SYN that left once does not leave again.
  let id = 100
  let generation = 0
  const probesOf = (random: Random, count: number): readonly Probe[] =>
    Array.from({ length: count }, () => {
      id += 1
      return randomProbe(random, id)
    })

  for (let index = 0; index < policies; index += 1) {
    const random = createRandom(seed * 100_003 + index)
    const document = randomDocument(random)
    const known = index % 2 === 1
    if (!known) {
      await unload(lab)
      held = await openUnseen(
        lab,
        probesOf(random, HELD * 2).filter(({ protocol }) => protocol === 'tcp'),
      )
    }
    generation += 1
    let loaded = await load(lab, document, generation)
    const said = await sayOn(lab, loaded, held, known, () => random.chance(50))
    totals = { ...totals, packets: totals.packets + held.length }
    await release(lab, held)
    await loaded.reset()

    const probes = probesOf(random, size)
    const hold = new Set(
      known
        ? []
        : probes
            .filter(({ protocol }) => protocol !== 'icmp')
            .slice(0, HELD)
            .map((probe) => probe.id),
    )
    let result = await runBatch(lab, loaded, probes, hold)
    let tried = probes
    for (let attempt = 1; attempt < ATTEMPTS && result.mismatches.length > 0; attempt += 1) {
      await release(lab, result.held)
      generation += 1
      loaded = await load(lab, document, generation)
      tried = tried.map((probe) => probeAgain(probe, ++id))
      result = await runBatch(lab, loaded, tried, new Set())
      if (result.mismatches.length === 0) totals = { ...totals, repeated: totals.repeated + 1 }
    }
    const open = held.map(({ probe }) => probe)
    held = result.held
    const mismatches = [...said, ...result.mismatches]
    if (mismatches.length > 0) onMismatch(index, { before, open, document, probes: tried, mismatches })
    before = known ? null : document
    totals = {
      ...totals,
      policies: totals.policies + 1,
      packets: totals.packets + probes.length,
      mismatches: totals.mismatches + mismatches.length,
    }
    onPolicy?.(index, totals)
  }
  await release(lab, held)
  return totals
}

/** Tries a case again: each probe by itself, each open connection with a word from either side. */
export async function replay(lab: Lab, found: MismatchCase): Promise<readonly Mismatch[]> {
  const mismatches: Mismatch[] = []
  let generation = 0
  let id = 0
  const loadNext = (document: FlowgateDocument) => load(lab, document, ++generation)
  for (const probe of found.probes) {
    const again = probeAgain(probe, ++id)
    mismatches.push(...(await runBatch(lab, await loadNext(found.document), [again])).mismatches)
  }
  for (const there of [true, false]) {
    const open = found.open.map((probe) => probeAgain(probe, ++id))
    const held = await openUnder(found.before, open)
    const loaded = await loadNext(found.document)
    mismatches.push(...(await sayOn(lab, loaded, held, found.before !== null, () => there)))
    await release(lab, held)
  }
  return mismatches

  async function openUnder(
    before: FlowgateDocument | null,
    open: readonly Probe[],
  ): Promise<readonly Held[]> {
    if (before !== null)
      return (await runBatch(lab, await loadNext(before), open, new Set(open.map((each) => each.id)))).held
    await unload(lab)
    return openUnseen(lab, open)
  }
}
