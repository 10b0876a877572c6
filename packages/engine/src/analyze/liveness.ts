import type { MatchWorld } from '../compile/match-rule.ts'
import { compileTables, type FastTables } from '../match/fast/compile.ts'
import {
  andInto,
  type Bitset,
  bitsOf,
  emptyBitset,
  hasBit,
  isEmptyBitset,
  orInto,
  subtractInto,
} from '../resolve/bitset.ts'
import { type Cell, cells } from './cells.ts'
import { conditionsOf, implies } from './conditions-of.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'

/** A rule that is never the first to match. */
export interface DeadRule {
  readonly rule: number
  /**
   * Earlier rules that between them match everything it could. One rule where one is enough, by preference one with another
   * action; empty where the rule meets no packet at all.
   */
  readonly blockers: readonly number[]
}

export interface Liveness {
  readonly tables: FastTables
  readonly atoms: ServiceAtoms
  /** Pieces of the service space, per rule. */
  readonly services: readonly Bitset[]
  readonly dead: readonly DeadRule[]
  /** Numbers of live rules without which no verdict, log record or state would be another. */
  readonly redundant: readonly number[]
}

/**
 * Which rules decide about some packet at some protected vNIC of the current inventory. Exact over addresses and services;
 * conditions may each hold or not, so a rule is called dead only if it is so whatever they are.
 */
export function liveness(world: MatchWorld): Liveness {
  const tables = compileTables(world)
  const atoms = serviceAtoms(world.rules.map(({ entries }) => entries ?? []))
  const services = world.rules.map(({ entries }) => atoms.select(entries))
  const conditions = world.rules.map(conditionsOf)
  const context: Context = { world, tables, atoms, services, conditions }
  const live = new Set<number>()
  const spare = new Set<number>(world.rules.keys())
  for (const cell of cells(world, tables)) {
    walk(context, cell, (rule, matched, at) => {
      live.add(rule)
      if (spare.has(rule) && isNeeded(context, cell, rule, matched, at)) spare.delete(rule)
    })
  }
  const suspects = new Set(
    [...world.rules.keys()].filter((rule) => world.rules[rule]?.enabled === true && !live.has(rule)),
  )
  return {
    tables,
    atoms,
    services,
    dead: [...blockersOf(context, suspects)].map(([rule, blockers]) => ({ rule, blockers })),
    redundant: [...spare].filter((rule) => live.has(rule)),
  }
}

interface Context {
  readonly world: MatchWorld
  readonly tables: FastTables
  readonly atoms: ServiceAtoms
  readonly services: readonly Bitset[]
  readonly conditions: readonly (readonly string[])[]
}

/** First match for all services of a cell at once; `visit` gets each rule that is first for some, with those services. */
function walk(
  { world, tables, atoms, services, conditions }: Context,
  { candidates }: Cell,
  visit: (rule: number, matched: Bitset, at: number) => void,
): void {
  const open = atoms.select(null).slice()
  const jumped = emptyBitset(atoms.size)
  let maybe: { readonly conditions: readonly string[]; readonly matched: Bitset }[] = []
  let inApplication = false
  for (const [at, number] of candidates.entries()) {
    if (!inApplication && number >= tables.firstApplicationRule) {
      // Those that jumped come here past the conditional rules that followed the jump.
      inApplication = true
      orInto(open, jumped)
      maybe = []
    }
    const own = conditions[number] ?? []
    const matched = open.slice()
    andInto(matched, services[number] ?? open)
    for (const earlier of maybe) if (implies(own, earlier.conditions)) subtractInto(matched, earlier.matched)
    if (isEmptyBitset(matched)) continue
    visit(number, matched, at)
    if (world.rules[number]?.action === 'jump-to-application') orInto(jumped, matched)
    if (own.length === 0) subtractInto(open, matched)
    else maybe.push({ conditions: own, matched })
  }
}

/** Would some packet that `rule` decides fare otherwise without it? On doubt, yes. */
function isNeeded(
  { world, services, conditions }: Context,
  { candidates }: Cell,
  number: number,
  matched: Bitset,
  at: number,
): boolean {
  const rule = world.rules[number]
  if (
    rule === undefined ||
    rule.action === 'jump-to-application' ||
    rule.log ||
    !rule.stateful ||
    rule.tcpStrict
  )
    return true
  const open = matched.slice()
  for (let next = at + 1; next < candidates.length && !isEmptyBitset(open); next += 1) {
    const later = world.rules[candidates[next] ?? -1]
    const common = open.slice()
    andInto(common, services[candidates[next] ?? -1] ?? open)
    if (later === undefined || isEmptyBitset(common)) continue
    const same = later.action === rule.action && !later.log && later.stateful && !later.tcpStrict
    if (!same) return true
    if ((conditions[candidates[next] ?? -1] ?? []).length === 0) subtractInto(open, common)
  }
  return !isEmptyBitset(open) && (world.settings.defaultAction !== rule.action || world.settings.logDefault)
}

/** Who takes the packets of the dead rules, per dead rule. */
function blockersOf(context: Context, suspects: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> {
  const { world, tables, atoms, services, conditions } = context
  const takers = new Map<number, Set<number>>([...suspects].map((rule) => [rule, new Set()]))
  const single = new Map<number, Set<number>>()
  if (suspects.size === 0) return new Map()
  for (const cell of cells(world, tables)) {
    const here = cell.candidates.filter(
      (rule) => suspects.has(rule) && !isEmptyBitset(services[rule] ?? emptyBitset(0)),
    )
    if (here.length === 0) continue
    const takenBy: number[][] = Array.from({ length: atoms.size }, () => [])
    walk(context, cell, (rule, matched) => {
      for (const atom of bitsOf(matched)) takenBy[atom]?.push(rule)
    })
    for (const rule of here) {
      const wanted = services[rule] ?? emptyBitset(0)
      const own = conditions[rule] ?? []
      const covers = cell.candidates.filter(
        (earlier) =>
          earlier < rule &&
          implies(own, conditions[earlier] ?? []) &&
          isSubset(wanted, services[earlier] ?? emptyBitset(0)) &&
          !isJumpBefore(world, tables, earlier, rule),
      )
      const known = single.get(rule)
      single.set(rule, new Set(known === undefined ? covers : covers.filter((each) => known.has(each))))
      for (let atom = 0; atom < atoms.size; atom += 1) {
        if (!hasBit(wanted, atom)) continue
        for (const taker of takenBy[atom] ?? [])
          if (taker < rule && implies(own, conditions[taker] ?? [])) takers.get(rule)?.add(taker)
      }
    }
  }
  return new Map(
    [...takers].map(([rule, all]) => {
      const alone = [...(single.get(rule) ?? [])].filter((each) => !suspects.has(each))
      const action = world.rules[rule]?.action
      const one = alone.find((each) => world.rules[each]?.action !== action) ?? alone[0]
      return [rule, one === undefined ? [...all].sort((a, b) => a - b) : [one]]
    }),
  )
}

/** A jump hides the rest of its category only, not what comes after. */
const isJumpBefore = (
  world: MatchWorld,
  { firstApplicationRule }: FastTables,
  earlier: number,
  rule: number,
): boolean => world.rules[earlier]?.action === 'jump-to-application' && rule >= firstApplicationRule

function isSubset(a: Bitset, b: Bitset): boolean {
  for (let i = 0; i < a.length; i += 1) if (((a[i] ?? 0) & ~(b[i] ?? 0)) !== 0) return false
  return true
}
