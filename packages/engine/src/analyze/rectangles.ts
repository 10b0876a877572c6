import type { FastTables } from '../match/fast/compile.ts'
import { addressSet } from '../model/address-set.ts'
import { formatRange } from '../model/address-spec.ts'

/** Pairs of ends, put together to as few products of sources and destinations as rows of equal content give. */
export class Rectangles {
  readonly #destinations = new Map<number, number[]>()

  add(source: number, destination: number): void {
    const known = this.#destinations.get(source)
    if (known === undefined) this.#destinations.set(source, [destination])
    else known.push(destination)
  }

  /** Disjoint products that together are the pairs added. */
  merged(): readonly { readonly sources: readonly number[]; readonly destinations: readonly number[] }[] {
    const byContent = new Map<string, { sources: number[]; destinations: readonly number[] }>()
    for (const [source, destinations] of this.#destinations) {
      const key = destinations.join()
      const known = byContent.get(key)
      if (known === undefined) byContent.set(key, { sources: [source], destinations })
      else known.sources.push(source)
    }
    return [...byContent.values()]
  }
}

/** The addresses of classes as text, merged. */
export function addressTexts(
  { ranges }: Pick<FastTables, 'ranges'>,
  classes: readonly number[],
): readonly string[] {
  return addressSet(classes.flatMap((number) => ranges[number] ?? [])).map(formatRange)
}
