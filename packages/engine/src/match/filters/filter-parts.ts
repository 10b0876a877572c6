import type { CandidateTables } from './candidate-lists.ts'
import type { ServiceClasses } from './services.ts'
import type { WideTrie } from './wide-trie.ts'

/**
 * Filters as tables. They fall into four parts by which of their two address spans are wide, that is, made of whole eighths
 * of the address space: what is wide is told by three bits of the address, and what is narrow leaves few candidates.
 */
export interface FilterParts extends CandidateTables {
  readonly services: ServiceClasses
  readonly sourceTrie: WideTrie
  readonly destinationTrie: WideTrie
  /** Per value of the source trie four words: base in `bySource`; class in the pair table and its shift there; 0. */
  readonly sources: Int32Array
  /** Per value of the destination trie two words: base in `byDestination`; class in the pair table. */
  readonly destinations: Int32Array
  /** Both spans wide: per pair of eighths a row. */
  readonly wide: Int32Array
  /** Narrow source, wide destination: candidates at the source's base plus the destination's eighth. */
  readonly bySource: Int32Array
  /** Wide source, narrow destination. */
  readonly byDestination: Int32Array
  /** Both narrow: see `PairTable.cells`. */
  readonly pairs: Int32Array
}
