import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  buildSnapshot,
  compileSpan,
  compileWorld,
  connectivity,
  evaluate,
  type FlowgateDocument,
  type Packet,
  packetKey,
  spanFor,
} from '../src/index.ts'

/*
 * Whole documents with whole answers, one file each. A counterexample that some other test finds becomes a file here, named
 * after the bug. FLOWGATE_UPDATE_GOLDEN=1 rewrites the answers: read the difference before you commit it.
 */

interface Golden {
  readonly about: string
  readonly document: FlowgateDocument
  readonly now: number
  /** `action why rule decided-at`, by packet. */
  readonly packets: readonly { readonly packet: Packet; readonly verdict: string }[]
  readonly connectivity: readonly unknown[]
}

const FOLDER = new URL('./corpus/', import.meta.url)
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))

test('the corpus is there', () => {
  expect(files.length).toBeGreaterThan(2)
})

test.each(files)('%s', (name) => {
  const url = new URL(name, FOLDER)
  const golden: Golden = JSON.parse(readFileSync(url, 'utf8'))
  const snapshot = buildSnapshot(golden.document)
  const whole = compileWorld(snapshot)
  const packets = golden.packets.map(({ packet }) => {
    const verdict = evaluate(snapshot, packet, { now: golden.now })
    for (const { point, host, action, why, rule } of verdict.evaluations) {
      const classifier =
        host === null ? whole : compileSpan(spanFor(snapshot, host, { revision: 1, inventoryVersion: 1 }))
      expect(classifier.describe(classifier.decide(packetKey(packet), point, golden.now))).toMatchObject({
        action,
        why,
        rule,
      })
    }
    const by = verdict.evaluations.find(({ point }) => point === verdict.decidedAt)
    return { packet, verdict: `${verdict.action} ${by?.why} ${by?.rule ?? '-'} ${verdict.decidedAt}` }
  })
  const answered: Golden = {
    ...golden,
    packets,
    connectivity: [...connectivity(snapshot, { now: golden.now })],
  }
  if (process.env.FLOWGATE_UPDATE_GOLDEN === '1') writeFileSync(url, `${JSON.stringify(answered, null, 1)}\n`)
  else expect(answered).toEqual(golden)
})
