import { type Box, EVERYTHING, meet, without } from '../box.ts'
import { type Interfaces, matchOf } from './match.ts'
import type { Chain, ChainRule, Table } from './parse.ts'

/** A rule of the flat list. `unknown`: it holds some of the box's packets, and cannot be told which. */
export interface FlatRule {
  readonly box: Box
  readonly unknown: readonly string[]
  readonly target: 'ACCEPT' | 'DROP' | 'REJECT'
  readonly rule: ChainRule | null
}

/** Packets that come to a place in a chain. */
interface Arriving {
  readonly box: Box
  readonly unknown: readonly string[]
}

/** Targets that let the packet go on. */
const PASSING: ReadonlySet<string> = new Set([
  'LOG',
  'NFLOG',
  'ULOG',
  'MARK',
  'CONNMARK',
  'CLASSIFY',
  'TCPMSS',
  'TTL',
  'HL',
  'DSCP',
  'TOS',
  'SECMARK',
  'CONNSECMARK',
  'AUDIT',
  'TRACE',
  'SET',
])
const MOST_RULES = 200_000
/** Of parts of the packet space at rules: what a chain that calls others over and over may cost without a rule to show for it. */
const MOST_STEPS = 1_000_000

/**
 * A built-in chain with the chains it calls unfolded, in order of decision; the last rule is the chain's policy. A conditional
 * RETURN takes its packets from the rest of its chain.
 *
 * @throws RangeError where chains call each other in a circle, unfold to more than 200,000 rules, or take too long to unfold
 */
export function flatten(
  table: Table,
  name: string,
  interfaces: Interfaces,
  note: (rule: ChainRule, message: string) => void,
): readonly FlatRule[] {
  const out: FlatRule[] = []
  const emit = (rule: FlatRule): void => {
    out.push(rule)
    if (out.length > MOST_RULES)
      throw new RangeError(`chain \`${name}\` unfolds to more than ${MOST_RULES} rules`)
  }
  const matches = new Map<ChainRule, ReturnType<typeof matchOf>>()
  let steps = 0
  const count = (more: number): void => {
    steps += more
    if (steps > MOST_STEPS)
      throw new RangeError(
        `chain \`${name}\` calls others, or returns under conditions, too often to be unfolded`,
      )
  }
  const walk = (chain: Chain, arriving: readonly Arriving[], path: readonly string[]): void => {
    let here = arriving
    for (const rule of chain.rules) {
      if (here.length === 0) return
      const match = matches.get(rule) ?? matchOf(rule.options, interfaces)
      matches.set(rule, match)
      count(1 + here.length * match.boxes.length)
      const held = here.flatMap(({ box, unknown }) =>
        match.boxes.flatMap((each): Arriving[] => {
          const inner = meet(box, each)
          return inner === null ? [] : [{ box: inner, unknown: [...new Set([...unknown, ...match.unknown])] }]
        }),
      )
      const jump = rule.options.find((option) => option.name === '-j' || option.name === '-g')
      const target = jump?.args[0]
      if (target === undefined || PASSING.has(target)) {
        if (held.length > 0)
          note(
            rule,
            `${target === undefined ? 'without target it' : `\`${target}\``} decides nothing; it was left out`,
          )
        continue
      }
      if (match.later.length > 0 && !isStatefulAccept(target, match.later))
        note(
          rule,
          `no first packet of a connection fits ${match.later.map((each) => `\`${each}\``).join(', ')}; it was left out`,
        )
      const called = table.chains.get(target)
      if (target === 'ACCEPT' || target === 'DROP' || target === 'REJECT')
        for (const each of held) emit({ ...each, target, rule })
      else if (target === 'RETURN') here = afterReturn(here, match.boxes, match.unknown)
      else if (called !== undefined && jump?.name === '-j') {
        if (path.includes(target))
          throw new RangeError(`chains call each other: ${[...path, target].join(' > ')}`)
        walk(called, held, [...path, target])
      } else {
        note(rule, `what \`${target}\` does cannot be said; its packets are dropped`)
        for (const each of held) emit({ ...each, target: 'DROP', rule })
      }
    }
  }
  const chain = table.chains.get(name)
  if (chain === undefined) return []
  walk(chain, [{ box: EVERYTHING, unknown: [] }], [name])
  const target = chain.policy === 'DROP' ? 'DROP' : 'ACCEPT'
  return [...out, { box: EVERYTHING, unknown: [], target, rule: null }]
}

/** The rule that lets established connections go on, which here need none. */
const isStatefulAccept = (target: string, later: readonly string[]): boolean =>
  target === 'ACCEPT' && later.every((each) => /^--(ct)?state (RELATED,)?ESTABLISHED(,RELATED)?$/.test(each))

/** Where it cannot be told which packets return, those that may are unknown in the rest of the chain. */
const afterReturn = (
  here: readonly Arriving[],
  boxes: readonly Box[],
  unknown: readonly string[],
): readonly Arriving[] =>
  boxes.reduce<readonly Arriving[]>(
    (left, box) =>
      left.flatMap((each): readonly Arriving[] => {
        const rest = without(each.box, box).map((part) => ({ box: part, unknown: each.unknown }))
        const inner = meet(each.box, box)
        if (unknown.length === 0 || inner === null) return rest
        return [...rest, { box: inner, unknown: [...new Set([...each.unknown, ...unknown])] }]
      }),
    here,
  )
