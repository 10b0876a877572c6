import type { WantedState } from '@flowgate/shared'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInProcessBus, createSimulatedHost, type SimulatedState } from '../src/index.ts'
import { DB, WEB } from './support/estate.ts'
import { createTestManager } from './support/manager.ts'
import { createVirtualTime } from './support/virtual-time.ts'

/*
 * Where a host ends depends on what is true last, not on how it came about. Whole states are named below; every sequence
 * of them is replayed as it is, reversed, with repeats, in one burst, split by long waits and by an absence of the Manager,
 * and must end in what its last state says.
 */

interface World {
  readonly wanted: Pick<WantedState, 'revision' | 'inventoryVersion'>
  readonly host: SimulatedState
}

const STATES = {
  'revision 1': { wanted: { revision: 1, inventoryVersion: 1 }, host: 'online' },
  'revision 2': { wanted: { revision: 2, inventoryVersion: 1 }, host: 'online' },
  'revision 2, tags changed': { wanted: { revision: 2, inventoryVersion: 2 }, host: 'online' },
  'revision 3': { wanted: { revision: 3, inventoryVersion: 2 }, host: 'online' },
  'revision 1, away': { wanted: { revision: 1, inventoryVersion: 1 }, host: 'offline' },
  'revision 3, away': { wanted: { revision: 3, inventoryVersion: 2 }, host: 'offline' },
  'revision 2, failing': { wanted: { revision: 2, inventoryVersion: 1 }, host: 'failing' },
} as const satisfies Record<string, World>
type Name = keyof typeof STATES

const SEQUENCES: readonly (readonly Name[])[] = [
  ['revision 1'],
  ['revision 1', 'revision 2', 'revision 3'],
  ['revision 1', 'revision 3'],
  ['revision 1', 'revision 1, away', 'revision 3, away', 'revision 3'],
  ['revision 1', 'revision 2, failing', 'revision 2', 'revision 2, tags changed'],
  ['revision 2, failing', 'revision 3, away', 'revision 3'],
  ['revision 1, away', 'revision 2', 'revision 2, tags changed', 'revision 3, away'],
]

const expand = (sequence: readonly Name[]): readonly (readonly Name[])[] => [
  sequence,
  sequence.toReversed(),
  sequence.flatMap((name) => [name, name]),
  [...sequence, ...sequence],
]

type Rhythm = 'patient' | 'burst' | 'manager-leaves' | 'spans-break'

/** Replays, gives Manager and host time to settle, then tells all that can be seen from outside. */
const replay = async (names: readonly Name[], rhythm: Rhythm) => {
  const time = createVirtualTime()
  const bus = createInProcessBus({ scheduler: time })
  const manager = createTestManager(bus)
  const host = createSimulatedHost({ hostId: 'host-1', bus, clock: time, scheduler: time, epoch: 'first' })
  const started = host.dfe.start()
  // The wanted state only grows: what came before in a reversed sequence is published anew, with a later version.
  let round = 0
  for (const name of names) {
    const { wanted, host: state } = STATES[name]
    round += 1
    host.behave(state)
    manager.want({
      ...wanted,
      revision: wanted.revision,
      inventoryVersion: wanted.inventoryVersion,
      at: time.now(),
    })
    if (rhythm === 'patient') await time.advance(60_000)
    if (rhythm === 'spans-break') {
      manager.breakSpans(round % 2 === 1)
      await time.advance(700)
    }
    if (rhythm === 'manager-leaves') {
      manager.leave()
      await time.advance(3_000)
      manager.returnTo()
    }
  }
  manager.breakSpans(false)
  await time.advance(120_000)
  await started
  const packet = {
    source: WEB,
    destination: DB,
    l4: { protocol: 'tcp', sourcePort: 40_000, destinationPort: 5432 },
  } as const
  return {
    enforced: host.dfe.enforced(),
    action: host.datapath.evaluateAt(packet, 'source', time.now())?.action ?? null,
    rules: host.datapath.rules().map(({ rule }) => rule),
    lastReport: manager.reports.at(-1),
    requestsWhenSettled: await settledRequests(time, manager),
  }
}

const settledRequests = async (
  time: ReturnType<typeof createVirtualTime>,
  manager: ReturnType<typeof createTestManager>,
): Promise<number> => {
  const before = manager.spanRequests()
  await time.advance(10_000)
  return manager.spanRequests() - before
}

const ACTION = new Map([
  [1, 'allow'],
  [2, 'drop'],
  [3, 'allow'],
])
const RULES = new Map([
  [1, []],
  [2, ['stop']],
  [3, ['go']],
])

/** The newest version wanted in the sequence: wanted states older than one already seen are late messages. */
const newest = (names: readonly Name[]): World['wanted'] =>
  names
    .map((name): World['wanted'] => STATES[name].wanted)
    .reduce((a, b) => (b.revision * 100 + b.inventoryVersion > a.revision * 100 + a.inventoryVersion ? b : a))

/** Ends online, whatever came before, so that there is one right end. */
const endOf = (names: readonly Name[]): Name => {
  const { revision, inventoryVersion } = newest(names)
  const end = NAMES.find((name) => {
    const { host, wanted }: World = STATES[name]
    return host === 'online' && wanted.revision === revision && wanted.inventoryVersion === inventoryVersion
  })
  if (end === undefined) throw new Error('every wanted state has an online world')
  return end
}

const expectRightEnd = async (names: readonly Name[], rhythm: Rhythm): Promise<void> => {
  const target = newest(names)
  expect(await replay([...names, endOf(names)], rhythm)).toMatchObject({
    enforced: target,
    action: ACTION.get(target.revision),
    rules: RULES.get(target.revision),
    lastReport: { ...target, state: 'realized' },
    requestsWhenSettled: 0,
  })
}

const NAMES = Object.keys(STATES) as Name[]
const RHYTHMS: readonly Rhythm[] = ['patient', 'burst', 'manager-leaves', 'spans-break']

describe('a host ends where the last state says', () => {
  const cases = SEQUENCES.flatMap(expand).flatMap((names) =>
    RHYTHMS.map((rhythm) => ({ names, rhythm, title: `${rhythm}: ${names.join(' > ')}` })),
  )
  test.each(cases)('$title', ({ names, rhythm }) => expectRightEnd(names, rhythm))

  test('after any sequence', async () => {
    const sequences = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 12 })
    await fc.assert(fc.asyncProperty(sequences, fc.constantFrom(...RHYTHMS), expectRightEnd), {
      numRuns: 150,
      seed: 7,
    })
  })
})
