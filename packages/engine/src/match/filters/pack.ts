import type { FilterParts } from './filter-parts.ts'
import type { WideTrie } from './wide-trie.ts'

/**
 * All tables in two arrays: a processor keeps two arrays' addresses and lengths at hand, not twenty. A field is the place of
 * its table; what one table says of another is already the other's place. Transferable to a worker.
 */
export interface FilterTables {
  /** Everything but what is in `halves`. */
  readonly words: Int32Array
  /** Roots and runs of the tries, and the service classes: 16 bits wide where all of them fit. */
  readonly halves: Uint16Array | Int32Array
  readonly lists: number
  readonly rows: number
  readonly sources: number
  readonly destinations: number
  readonly wide: number
  readonly bySource: number
  readonly byDestination: number
  readonly pairs: number
  readonly protocols: number
  readonly sourcePorts: number
  readonly destinationPorts: number
  readonly matches: number
  /** Words of `matches` per service class. */
  readonly matchWords: number
  readonly sourceNodes: number
  readonly destinationNodes: number
  /** In `halves`. The source trie's root is at 0. */
  readonly destinationRoot: number
  readonly serviceClasses: number
  readonly firstSourceNode: number
  readonly firstDestinationNode: number
}

type Numbers = Int32Array | Uint16Array

/** Lays arrays behind each other; `add` answers where one begins. */
const createStore = () => {
  const arrays: Numbers[] = []
  let length = 0
  return {
    add: (array: Numbers): number => {
      arrays.push(array)
      length += array.length
      return length - array.length
    },
    copyTo: (target: Numbers): void => {
      let at = 0
      for (const array of arrays) {
        target.set(array, at)
        at += array.length
      }
    },
    length: () => length,
  }
}

export function packTables({ services, sourceTrie, destinationTrie, ...parts }: FilterParts): FilterTables {
  const halves = createStore()
  halves.add(sourceTrie.root)
  const destinationRoot = halves.add(destinationTrie.root)
  const sourceRuns = halves.add(sourceTrie.runs)
  const destinationRuns = halves.add(destinationTrie.runs)
  const serviceClasses = halves.add(services.classOf)

  const words = createStore()
  const rows = words.add(parts.rows)
  const ports = ({ pages, entries }: typeof services.sourceBase): number => {
    const at = words.add(entries)
    return words.add(pages.map((page) => page + at))
  }
  const nodes = ({ nodes }: WideTrie, runs: number): number =>
    words.add(nodes.map((word, i) => (i % 2 === 0 ? word : word + runs)))
  const places = {
    lists: words.add(parts.lists),
    rows,
    sources: words.add(parts.sources),
    destinations: words.add(parts.destinations),
    wide: words.add(parts.wide.map((row) => row + rows)),
    bySource: words.add(parts.bySource),
    byDestination: words.add(parts.byDestination),
    pairs: words.add(parts.pairs),
    protocols: words.add(services.protocolBase),
    sourcePorts: ports(services.sourceBase),
    destinationPorts: ports(services.destinationClass),
    matches: words.add(services.matches),
    matchWords: services.words,
    sourceNodes: nodes(sourceTrie, sourceRuns),
    destinationNodes: nodes(destinationTrie, destinationRuns),
    destinationRoot,
    serviceClasses,
    firstSourceNode: sourceTrie.firstNode,
    firstDestinationNode: destinationTrie.firstNode,
  }
  const narrow = [sourceTrie.root, destinationTrie.root].every((root) => root instanceof Uint16Array)
  const whole = {
    words: new Int32Array(words.length()),
    halves: narrow ? new Uint16Array(halves.length()) : new Int32Array(halves.length()),
  }
  words.copyTo(whole.words)
  halves.copyTo(whole.halves)
  return { ...whole, ...places }
}
