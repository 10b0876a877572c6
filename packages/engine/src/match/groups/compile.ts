import type { EnforcementPoint, MatchWorld } from '../../compile/match-rule.ts'
import type { Address } from '../../model/address.ts'
import { buildIpv6Intervals, type Ipv6Intervals } from '../fast/address-trie.ts'
import { ACTION_CODE, encodeDecision, MAX_RULES, whyCode } from '../fast/decision.ts'
import { modesOf } from '../fast/modes.ts'
import { type Residual, residualOf } from '../fast/residual.ts'
import { trim } from '../growing.ts'
import { type Classes, createClasses, isPlain, type PointStates, RECORD } from './classes.ts'
import { cutIntervals, type Intervals } from './intervals.ts'
import { WALK } from './list-decisions.ts'
import { createMemberships, type Memberships } from './memberships.ts'
import { createPages, type Pages, pagesOf, trimPages, widenFor } from './pages.ts'
import { createPairDecisions, MAX_CELLS, type PairDecisions } from './pair-decisions.ts'
import { createRows, type RowStore } from './rows.ts'
import { coversFamily, indexRules, type Places, placesOf, type RuleIndex } from './rule-index.ts'
import { classesByRule, compileServices, type Services } from './services.ts'
import { createHeldRows, createSideRows } from './side-rows.ts'

export const JUMP = 3
/** What versions of a classifier share: only ever added to, apart from `index` and the like, which never change. */
export interface Core {
  readonly index: RuleIndex
  readonly rows: RowStore
  readonly memberships: Memberships
  readonly classes: Classes
  readonly pages: Pages
  readonly pairs: PairDecisions | null
  readonly services: Services
  readonly residuals: readonly (Residual | null)[]
  readonly actions: Uint8Array
  /** Rules that drop what opens no connection. */
  readonly strict: Uint8Array
  readonly hasStrict: boolean
  readonly firstApplicationRule: number
  /** Words when compiled: changes may double them before all is compiled anew. */
  readonly words: number
}

/** One version: a world as tables. Immutable. */
export interface GroupTables {
  readonly core: Core
  readonly world: MatchWorld
  readonly places: Places
  readonly states: PointStates
  /** Of the pages of IPv4 addresses. */
  readonly root: number
  readonly ipv6: Ipv6Intervals
  readonly intervals: { readonly 4: Intervals; readonly 6: Intervals }
}

/** Where a residual finds whether the source's address is held, given 0 or 1 for it. */
const HELD = Uint8Array.of(0, 1)

/** Compiles a world. */
export function compileGroups(world: MatchWorld): GroupTables {
  const { rules, settings } = world
  if (rules.length > MAX_RULES)
    throw new RangeError(`${rules.length} rules are more than the ${MAX_RULES} that can be compiled`)
  const rows = createRows(rules.length)
  const places = placesOf(world)
  const index = indexRules(rules, places, rows.words)
  const memberships = createMemberships()
  const covering = { 4: coveringSlots(places, 4), 6: coveringSlots(places, 6) }
  const classes = createClasses(
    rows,
    {
      source: createSideRows(rows, memberships, index.sources, index.family, covering),
      destination: createSideRows(rows, memberships, index.destinations, index.family, covering),
      held: createHeldRows(rows, memberships, index),
    },
    {
      all: rows.intern(index.all, rows.empty),
      outbound: rows.intern(index.outbound, rows.empty),
      inbound: rows.intern(index.inbound, rows.empty),
    },
  )
  const services = compileServices(rules, rows)
  const states = {
    applied: appliedRows(rows, index, places, world.points),
    plain: plainPoints(world.points),
    modes: modesOf(world.points),
  }
  const labels = pointLabels(world)
  const cut = (family: 4 | 6): Intervals =>
    cutIntervals(family, places.sets, labels, memberships, (membership, point) =>
      classes.classOf(membership, point, states),
    )
  const intervals = { 4: cut(4), 6: cut(6) }
  const residuals = rules.map((rule) => residualOf(rule, () => HELD))
  const actions = Uint8Array.from(rules, ({ action }) =>
    action === 'jump-to-application' ? JUMP : ACTION_CODE[action],
  )
  const first = rules.findIndex(({ category }) => category === 'application')
  const firstApplicationRule = first < 0 ? rules.length : first
  const pairs = pairsOf()
  const pages = createPages(intervals[4].first.length >>> 2)
  widenFor(pages, classes.count())
  const root = pagesOf(pages, 4, {
    first: Float64Array.from(intervals[4].first, Number),
    value: intervals[4].class,
  })
  trimPages(pages)
  for (const growing of [rows.store, memberships.starts, memberships.slots, classes.records, classes.ends])
    trim(growing)
  const strict = Uint8Array.from(rules, (rule) => (rule.tcpStrict && rule.action === 'allow' ? 1 : 0))
  const core: Core = {
    index,
    rows,
    memberships,
    classes,
    pages,
    pairs,
    services,
    residuals,
    actions,
    strict,
    hasStrict: strict.includes(1),
    firstApplicationRule,
    words: usedWords({ rows, memberships, classes, pages }),
  }
  const ipv6 = buildIpv6Intervals(
    intervals[6].first.map((from, i) => ({ first: from, class: intervals[6].class[i] ?? 0 })),
  )
  return { core, world, places, states, root, ipv6, intervals }

  function pairsOf(): PairDecisions | null {
    if (distinct(classes, RECORD.source) * distinct(classes, RECORD.destination) > MAX_CELLS) return null
    const made = createPairDecisions(rows, {
      firstApplicationRule,
      servicesOf: classesByRule(services, rows, rules.length),
      serviceClasses: services.rows.length,
      isPlainAny: (rule) => residuals[rule] === null && rules[rule]?.entries === null,
      isJump: (rule) => actions[rule] === JUMP,
      decisionOf: (rule) => decisionOf(actions[rule] as number, residuals[rule] ?? null, rule),
      otherwise: encodeDecision(
        ACTION_CODE[settings.defaultAction],
        ACTION_CODE[settings.defaultAction],
        whyCode('default-rule'),
        0,
        -1,
      ),
    })
    if (!classes.usePairs(made)) return null
    made.allowGrowth()
    return made
  }
}

const WHY_RULE = whyCode('rule')
const decisionOf = (action: number, residual: Residual | null, rule: number): number =>
  residual !== null ? WALK : action === JUMP ? 0 : encodeDecision(action, action, WHY_RULE, 0, rule)

export const usedWords = ({
  rows,
  memberships,
  classes,
  pages,
}: Pick<Core, 'rows' | 'memberships' | 'classes' | 'pages'>): number =>
  rows.store.used + memberships.slots.used + classes.records.used + pages.used * 128

const coveringSlots = ({ sets }: Places, family: 4 | 6): readonly number[] =>
  sets.flatMap((set, slot) => (coversFamily(set, family) ? [slot] : []))

function distinct({ records }: Classes, field: number): number {
  const seen = new Set<number>()
  for (let at = field; at < records.used; at += RECORD.size) seen.add(records.words[at] as number)
  return seen.size
}

const plainPoints = (points: readonly EnforcementPoint[]): Uint8Array =>
  Uint8Array.from(points, (point) => (isPlain(point) ? 1 : 0))

/** Every address that a point answers for, with the point's number. */
export function pointLabels({ points, pointAt }: MatchWorld): ReadonlyMap<Address, number> {
  const labels = new Map<Address, number>()
  for (const { vnic } of points) {
    for (const address of vnic.addresses)
      if (!labels.has(address)) labels.set(address, pointAt(address)?.number ?? -1)
  }
  return labels
}

/** Per point, the row of the rules that apply there: points in the same scopes share it. */
function appliedRows(
  rows: RowStore,
  { everywhere, byScope }: RuleIndex,
  { scopes }: Places,
  points: readonly EnforcementPoint[],
): Int32Array {
  const scopesOf = points.map((): number[] => [])
  for (const [scope, members] of scopes.entries()) for (const point of members) scopesOf[point]?.push(scope)
  const known = new Map<string, number>()
  return Int32Array.from(points, (_, point) => {
    const inScopes = scopesOf[point] ?? []
    const key = inScopes.join()
    const made = known.get(key) ?? appliedRow(rows, everywhere, byScope, inScopes)
    known.set(key, made)
    return made
  })
}

export function appliedRow(
  rows: RowStore,
  everywhere: Int32Array,
  byScope: readonly (readonly number[])[],
  scopes: readonly number[],
): number {
  const bits = everywhere.slice()
  for (const scope of scopes)
    for (const rule of byScope[scope] ?? []) bits[rule >>> 5] = (bits[rule >>> 5] ?? 0) | (1 << (rule & 31))
  return rows.intern(bits, rows.empty)
}
