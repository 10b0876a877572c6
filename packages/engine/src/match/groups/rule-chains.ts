import { createGrowing, type Growing, grow } from '../growing.ts'

/**
 * Lists of rules as the nodes of a tree: a list is the node of all but its last rule, and that rule. Equal lists are the same
 * node, however they were come by, so the pairs of a policy's ends have some hundreds of nodes between them.
 */
export interface RuleChains {
  /** The list with one more rule; the same list where nothing after its end can decide. */
  readonly extend: (chain: number, rule: number) => number
  /** Does its last rule decide whatever those before it leave? */
  readonly isClosed: (chain: number) => boolean
  readonly rulesOf: (chain: number) => number[]
  readonly count: () => number
}

/** The list without rules. */
export const NO_RULES = 0

const FIELDS = 2
const CLOSED = 1
const JUMPED = 2

/**
 * @param closes does the rule decide every service? Told whether a jump comes before it.
 * @param jumps is the rule a jump?
 */
export function createRuleChains(
  closes: (rule: number, jumped: boolean) => boolean,
  jumps: (rule: number) => boolean,
): RuleChains {
  /** Per node: the node before, the last rule. */
  const nodes: Growing = createGrowing(1_024)
  const flags: number[] = [0]
  grow(nodes, FIELDS)
  nodes.words[1] = -1
  let slots = new Int32Array(2_048)

  const place = (table: Int32Array, chain: number, rule: number): number => {
    const mask = table.length - 1
    let at = ((Math.imul(chain, 0x9e3779b1) ^ Math.imul(rule, 0x85ebca6b)) >>> 7) & mask
    for (;;) {
      const node = table[at] as number
      if (node === 0) return at
      if (nodes.words[node * FIELDS] === chain && nodes.words[node * FIELDS + 1] === rule) return at
      at = (at + 1) & mask
    }
  }
  const enlarge = (): void => {
    const larger = new Int32Array(slots.length * 2)
    for (let node = 1; node < flags.length; node += 1)
      larger[place(larger, nodes.words[node * FIELDS] as number, nodes.words[node * FIELDS + 1] as number)] =
        node
    slots = larger
  }

  return {
    count: () => flags.length,
    isClosed: (chain) => ((flags[chain] as number) & CLOSED) !== 0,
    extend: (chain, rule) => {
      const before = flags[chain] as number
      if ((before & CLOSED) !== 0) return chain
      let at = place(slots, chain, rule)
      const known = slots[at] as number
      if (known !== 0) return known
      if (flags.length * 2 > slots.length) {
        enlarge()
        at = place(slots, chain, rule)
      }
      const node = flags.length
      const words = grow(nodes, FIELDS)
      nodes.words[words] = chain
      nodes.words[words + 1] = rule
      const jumped = (before & JUMPED) !== 0
      flags.push((jumped || jumps(rule) ? JUMPED : 0) | (closes(rule, jumped) ? CLOSED : 0))
      slots[at] = node
      return node
    },
    rulesOf: (chain) => {
      const rules: number[] = []
      for (let node = chain; node !== NO_RULES; node = nodes.words[node * FIELDS] as number)
        rules.push(nodes.words[node * FIELDS + 1] as number)
      return rules.reverse()
    },
  }
}
