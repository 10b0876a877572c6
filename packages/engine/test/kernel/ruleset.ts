import {
  buildSnapshot,
  type FlowgateDocument,
  type NftablesRuleset,
  renderNftables,
  spanFor,
} from '../../src/index.ts'
import { HOSTS } from './estate.ts'
import type { Lab } from './lab.ts'
import { type Counts, counterKey, createModel, type Model } from './model.ts'
import { NOW } from './random-document.ts'

/** A document loaded into the kernels of both hosts. */
export interface Loaded {
  readonly model: Model
  /** What the kernel has counted since the last reset, by `counterKey`. */
  readonly counted: () => Promise<ReadonlyMap<string, number>>
  readonly reset: () => Promise<void>
}

const TABLE = ['table', 'inet', 'flowgate'] as const

export async function load(lab: Lab, document: FlowgateDocument, generation: number): Promise<Loaded> {
  const snapshot = buildSnapshot(document)
  const rulesets = new Map(
    HOSTS.map((host) => {
      const span = spanFor(snapshot, host, { revision: generation, inventoryVersion: 1 })
      // Every third ruleset in its other form: rules as lists.
      const classesPerRule = generation % 3 === 0 ? 0 : 1
      return [host, renderNftables(span, { generation, now: NOW, classesPerRule })] as const
    }),
  )
  await Promise.all([...rulesets].map(([host, { text }]) => lab.nft(host, ['-f', '-'], text)))
  return {
    model: createModel(document, snapshot),
    counted: async () => {
      const each = await Promise.all([...rulesets].map(([host, ruleset]) => countersOf(lab, host, ruleset)))
      return new Map(each.flat())
    },
    reset: async () => {
      await Promise.all(HOSTS.map((host) => lab.nft(host, ['reset', 'counters', ...TABLE])))
    },
  }
}

/** Takes both hosts' rulesets away: without any, the kernel tracks no connections either. */
export async function unload(lab: Lab): Promise<void> {
  await Promise.all(
    HOSTS.map((host) => lab.nft(host, ['-f', '-'], `${TABLE.join(' ')}\ndelete ${TABLE.join(' ')}\n`)),
  )
}

interface NftListing {
  readonly nftables: readonly { readonly counter?: { readonly name: string; readonly packets: number } }[]
}

async function countersOf(lab: Lab, host: string, { counters }: NftablesRuleset) {
  const listing: NftListing = JSON.parse(await lab.nft(host, ['-j', 'list', 'counters', ...TABLE]))
  const packets = new Map(
    listing.nftables.flatMap(({ counter }) =>
      counter === undefined ? [] : [[counter.name, counter.packets]],
    ),
  )
  return counters.map(
    ({ name, rule, direction }) => [counterKey(host, direction, rule), packets.get(name) ?? 0] as const,
  )
}

/** In words, each counter that is not what it must be. */
export function wrongCounts(counts: Counts, counted: ReadonlyMap<string, number>): readonly string[] {
  return [...new Set([...counts.exact.keys(), ...counted.keys()])].flatMap((key) => {
    const expected = counts.exact.get(key) ?? 0
    const got = counted.get(key) ?? 0
    const right = counts.loose.has(key) ? got >= expected : got === expected
    return right ? [] : [`counter \`${key}\`: expected ${expected}, got ${got}`]
  })
}
