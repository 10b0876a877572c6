import { type Growing, grow } from './growing.ts'
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
const TRIES = 512

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

  const isFree = (at: number): boolean => at * 2 >= cells.used || cells.words[at * 2] === 0
  const placeFor = (services: readonly number[]): number => {
    const fresh = Math.max(0, cells.used / 2 - (services[0] ?? 0))
    for (let base = Math.max(0, fresh - TRIES); base < fresh; base += 1)
      if (services.every((service) => isFree(base + service))) return base
    return fresh
  }

  /** Fills `decided` for all services. */
  const decideAll = (chain: number): void => {
    decided.fill(rules.otherwise)
    const [done, jumped] = [new Set<number>(), new Set<number>()]
    for (const rule of chains.rulesOf(chain)) {
      const decision = rules.decisionOf(rule)
      for (let at = servicesOf.start[rule] as number; at < (servicesOf.start[rule + 1] as number); at += 1) {
        const service = servicesOf.rules[at] as number
        if (done.has(service) || (rule < rules.firstApplicationRule && jumped.has(service))) continue
        if (rules.isJump(rule) && decision !== WALK) {
          jumped.add(service)
        } else {
          done.add(service)
          decided[service] = decision
        }
      }
    }
  }

  return (chain) => {
    if (written[chain] === true) return
    written[chain] = true
    decideAll(chain)
    const rest = commonest(decided)
    const own: number[] = []
    for (let service = 0; service < serviceClasses; service += 1)
      if (decided[service] !== rest) own.push(service)
    const base = own.length === 0 ? 0 : placeFor(own)
    const end = (base + serviceClasses) * 2
    if (end > cells.used) grow(cells, end - cells.used)
    for (const service of own) {
      cells.words[(base + service) * 2] = chain + 1
      cells.words[(base + service) * 2 + 1] = decided[service] as number
    }
    if (chain * 2 + 2 > lists.used) grow(lists, chain * 2 + 2 - lists.used)
    lists.words[chain * 2] = base
    lists.words[chain * 2 + 1] = rest
  }
}

function commonest(values: Int32Array): number {
  const counts = new Map<number, number>()
  let best = values[0] ?? 0
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1
    counts.set(value, count)
    if (count > (counts.get(best) ?? 0)) best = value
  }
  return best
}
