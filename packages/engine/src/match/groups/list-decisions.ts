import { type Growing, grow } from '../growing.ts'
import type { RuleChains } from './rule-chains.ts'
import type { RuleLists } from './rule-index.ts'

/** A decision that no table can say: the rules are walked. */
export const WALK = -1

/** What the rules decide, their ends left aside. */
export interface PairRules {
  readonly firstApplicationRule: number
  readonly servicesOf: RuleLists
  readonly serviceClasses: number
  /** Does the rule match whatever the service, and is its row all there is to it? */
  readonly isPlainAny: (rule: number) => boolean
  readonly isJump: (rule: number) => boolean
  /** The decision by a rule that its row says matches; `WALK` where more must be asked. */
  readonly decisionOf: (rule: number) => number
  /** The decision where no rule matches. */
  readonly otherwise: number
}

/** Places that are tried before fresh ones are taken. */
const TRIES = 256

/**
 * Writes what a list decides, each list once: into `lists`, per list, where its cells begin and what it decides where no cell
 * is its own; into `cells` the other decisions, each beside the number of its list plus one.
 */
export function createListWriter(
  rules: PairRules,
  chains: RuleChains,
  lists: Growing,
  cells: Growing,
): (chain: number) => void {
  const { servicesOf, serviceClasses } = rules
  const written: boolean[] = []
  const decided = new Int32Array(serviceClasses)
  const state = new Uint8Array(serviceClasses)
  /** The services of which `state` says something, and how many. */
  const seen = new Int32Array(serviceClasses)
  let count = 0

  const isTaken = (at: number): boolean => at * 2 < cells.used && cells.words[at * 2] !== 0
  /**
   * A place for the cells of the first `length` of `seen`, which are ascending. Most lists have the same few services, so two
   * of them seldom begin at one place: it is looked for where the last ones were put.
   */
  const placeFor = (length: number): number => {
    const end = cells.used / 2
    for (let base = Math.max(0, end - serviceClasses - TRIES); base < end; base += 1) {
      let i = 0
      while (i < length && !isTaken(base + (seen[i] as number))) i += 1
      if (i === length) return base
    }
    return end
  }

  /** Writes into `decided` what rules say, in order, of the services that are `seen` then. */
  const decideBy = (list: readonly number[]): void => {
    for (const rule of list) {
      const decision = rules.decisionOf(rule)
      const isJump = rules.isJump(rule) && decision !== WALK
      for (let at = servicesOf.start[rule] as number; at < (servicesOf.start[rule + 1] as number); at += 1) {
        const service = servicesOf.rules[at] as number
        const before = state[service] as number
        if (before === DECIDED || (before === JUMPED && rule < rules.firstApplicationRule)) continue
        if (before === UNSEEN) {
          seen[count] = service
          count += 1
        }
        state[service] = isJump ? JUMPED : DECIDED
        if (!isJump) decided[service] = decision
      }
    }
  }
  /** Leaves in `seen`, ascending, the services that are decided otherwise than `rest`; `undecided` is decided of those unseen. */
  const keepOwn = (undecided: number, rest: number): number => {
    let length = 0
    if (rest === undecided) {
      for (let i = 0; i < count; i += 1) {
        const service = seen[i] as number
        const isOwn = state[service] === DECIDED && decided[service] !== rest
        state[service] = UNSEEN
        if (!isOwn) continue
        seen[length] = service
        length += 1
      }
      seen.subarray(0, length).sort()
      return length
    }
    for (let service = 0; service < serviceClasses; service += 1) {
      if (state[service] !== DECIDED) decided[service] = undecided
      state[service] = UNSEEN
      if (decided[service] === rest) continue
      seen[length] = service
      length += 1
    }
    return length
  }
  /** The decision of most services where that is not `undecided`. */
  const commonest = (undecided: number): number => {
    const counts = new Map<number, number>([[undecided, serviceClasses - count]])
    let best = undecided
    for (let i = 0; i < count; i += 1) {
      const service = seen[i] as number
      const value = state[service] === DECIDED ? (decided[service] as number) : undecided
      const times = (counts.get(value) ?? 0) + 1
      counts.set(value, times)
      if (times > (counts.get(best) ?? 0)) best = value
    }
    return best
  }

  return (chain) => {
    if (written[chain] === true) return
    written[chain] = true
    const list = chains.rulesOf(chain)
    const last = chains.isClosed(chain) ? list.pop() : undefined
    const undecided = last === undefined ? rules.otherwise : rules.decisionOf(last)
    count = 0
    decideBy(list)
    const rest = count * 2 > serviceClasses ? commonest(undecided) : undecided
    const length = keepOwn(undecided, rest)
    const base = length === 0 ? 0 : placeFor(length)
    const end = (base + serviceClasses) * 2
    if (end > cells.used) grow(cells, end - cells.used)
    for (let i = 0; i < length; i += 1) {
      const at = (base + (seen[i] as number)) * 2
      cells.words[at] = chain + 1
      cells.words[at + 1] = decided[seen[i] as number] as number
    }
    if (chain * 2 + 2 > lists.used) grow(lists, chain * 2 + 2 - lists.used)
    lists.words[chain * 2] = base
    lists.words[chain * 2 + 1] = rest
  }
}

const UNSEEN = 0
const JUMPED = 1
const DECIDED = 2
