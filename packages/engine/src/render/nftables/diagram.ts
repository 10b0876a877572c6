import type { AddressSet } from '../../model/address-set.ts'
import type { ServiceEntry } from '../../model/document.ts'

/**
 * What one end of a packet decides, as a tree of look-ups in which equal parts exist once (an interval decision diagram).
 * Each branch becomes one verdict map, so a packet costs a handful of map look-ups however many rules there are. Where the
 * diagrams would be larger than is good, ends are lists of rules instead, as few lists as keep the text in proportion.
 */

/** In the order in which a path meets them. `key` is the destination port, or type and code of ICMP as one number. */
export type Field = 'peer' | 'protocol' | 'key' | 'source-port' | 'opens'

/** What is done with the packet, and which rule said so. */
export interface Outcome {
  /** Index in the world's rules, in evaluation order; -1 = the default rule. */
  readonly rule: number
  /** What is enforced. */
  readonly action: 'allow' | 'drop' | 'reject'
  /** What the rules say, before the enforcement mode is applied. */
  readonly decided: 'allow' | 'drop' | 'reject'
  readonly log: boolean
  readonly stateful: boolean
}

export interface Leaf extends Outcome {
  readonly kind: 'leaf'
  readonly id: number
}

export interface Branch {
  readonly kind: 'branch'
  readonly id: number
  readonly field: Field
  /** Of `peer` the IP version, of `key` and `source-port` the protocol number, else 0. */
  readonly of: number
  readonly edges: readonly { readonly label: string; readonly to: Node }[]
  /** Where everything else goes. */
  readonly otherwise: Node
}

export interface Addresses {
  readonly set: AddressSet
  readonly negated: boolean
}

/** One line of a list: where it matches, the packet goes on at `to`. */
export interface ListLine {
  /** The local address: all must hold. */
  readonly near: readonly Addresses[]
  /** The address at the other end; null = any. */
  readonly peers: Addresses | null
  /** Null = any service. */
  readonly entry: ServiceEntry | null
  readonly to: Node
}

/** Rules tried one after the other, for one end or for many. */
export interface List {
  readonly kind: 'list'
  readonly id: number
  readonly family: 4 | 6
  readonly lines: readonly ListLine[]
  readonly otherwise: Node
}

export type Node = Leaf | Branch | List

/** Values `first` to `last` of a field, inclusive, and where they lead. */
export interface Piece<T extends number | bigint> {
  readonly first: T
  readonly last: T
  readonly to: Node
}

export interface Diagram {
  readonly leaf: (outcome: Outcome) => Node
  /**
   * @param pieces sorted, without gaps, over the whole domain of the field
   * @param label how nft writes the values from `first` to `last`
   */
  readonly branch: <T extends number | bigint>(
    field: Field,
    of: number,
    pieces: readonly Piece<T>[],
    label: (first: T, last: T) => string,
  ) => Node
  readonly list: (family: 4 | 6, lines: readonly ListLine[], otherwise: Node) => Node
}

export function createDiagram(): Diagram {
  const known = new Map<string, Node>()
  const intern = (key: string, make: (id: number) => Node): Node => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = make(known.size)
    known.set(key, made)
    return made
  }
  return {
    leaf: ({ rule, action, decided, log, stateful }) =>
      intern(`${rule} ${action} ${decided}`, (id) => ({
        kind: 'leaf',
        id,
        rule,
        action,
        decided,
        log,
        stateful,
      })),
    branch: (field, of, pieces, label) => {
      const merged = mergePieces(pieces)
      const only = merged[0]
      if (only === undefined) throw new Error('a branch covers the whole domain of its field')
      if (merged.length === 1) return only.to
      const otherwise = commonest(merged.map(({ to }) => to))
      const edges = merged
        .filter(({ to }) => to !== otherwise)
        .map(({ first, last, to }) => ({ label: label(first, last), to }))
      const text = edges.map((edge) => `${edge.label}:${edge.to.id}`).join()
      return intern(`${field} ${of} ${text} ${otherwise.id}`, (id) => ({
        kind: 'branch',
        id,
        field,
        of,
        edges,
        otherwise,
      }))
    },
    list: (family, lines, otherwise) =>
      lines.length === 0
        ? otherwise
        : intern(`list ${known.size}`, (id) => ({ kind: 'list', id, family, lines, otherwise })),
  }
}

/** Neighbours that lead to the same place become one piece. */
function mergePieces<T extends number | bigint>(pieces: readonly Piece<T>[]): readonly Piece<T>[] {
  const merged: { first: T; last: T; to: Node }[] = []
  for (const { first, last, to } of pieces) {
    const previous = merged.at(-1)
    if (previous?.to === to) previous.last = last
    else merged.push({ first, last, to })
  }
  return merged
}

/** The node that occurs most often: it needs no element in the map. */
function commonest(nodes: readonly Node[]): Node {
  const counts = new Map<Node, number>()
  for (const node of nodes) counts.set(node, (counts.get(node) ?? 0) + 1)
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0]
}
