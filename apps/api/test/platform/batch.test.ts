import { describe, expect, it } from 'vitest'
import { batchByKey } from '../../src/platform/batch.ts'
import { coalesceByKey } from '../../src/platform/coalesce.ts'

/** A look-up whose answers are let go one by one. */
const held = () => {
  const asked: {
    readonly keys: readonly string[]
    answer(values: Record<string, number>): void
    fail(): void
  }[] = []
  const lookUp = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, number>>((resolve, reject) => {
      asked.push({
        keys,
        answer: (values) => resolve(new Map(Object.entries(values))),
        fail: () => reject(new Error('down')),
      })
    })
  return { asked, find: batchByKey(lookUp) }
}
/** Lets everything that can go on go on. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('looking up together', () => {
  it('asks once for all who ask while a look-up is under way, each key once', async () => {
    const { asked, find } = held()
    const first = find('a')
    await settle()
    const later = [find('b'), find('c'), find('b')]
    await settle()
    expect(asked.map(({ keys }) => keys)).toEqual([['a']])
    asked[0]?.answer({ a: 1 })
    await settle()
    expect(asked.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c']])
    asked[1]?.answer({ b: 2 })
    expect(await first).toBe(1)
    expect(await Promise.all(later)).toEqual([2, undefined, 2])
  })

  it('looks anew for whoever asks after it began: nobody is told what was true before the question', async () => {
    const { asked, find } = held()
    const before = find('a')
    await settle()
    const after = find('a')
    asked[0]?.answer({ a: 1 })
    await settle()
    asked[1]?.answer({})
    expect(await before).toBe(1)
    expect(await after).toBeUndefined()
  })

  it('fails for those of the look-up that failed, and for nobody else', async () => {
    const { asked, find } = held()
    const failing = find('a')
    const refused = expect(failing).rejects.toThrow('down')
    await settle()
    const next = find('a')
    asked[0]?.fail()
    await refused
    await settle()
    asked[1]?.answer({ a: 3 })
    expect(await next).toBe(3)
  })
})

describe('work shared by key', () => {
  it('is shared by those with the same key, each answered by a run that began after the call', async () => {
    const runs: { readonly key: string; answer(value: number): void }[] = []
    const shared = coalesceByKey<number>(
      (key) => new Promise((resolve) => runs.push({ key, answer: resolve })),
    )
    const answers = [shared('a'), shared('b'), shared('a'), shared('a')]
    await settle()
    expect(runs.map(({ key }) => key)).toEqual(['a', 'b'])
    runs[0]?.answer(1)
    runs[1]?.answer(2)
    await settle()
    expect(runs.map(({ key }) => key)).toEqual(['a', 'b', 'a'])
    runs[2]?.answer(3)
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 3])
  })
})
