import type { EnforcementPoint, MatchRule, MatchWorld } from '../../compile/match-rule.ts'
import { type AddressRange, FAMILY_RANGE, toAddress } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { type AddressClass, type AddressClasses, addressClasses } from './address-classes.ts'
import { forEachBit, numberSets, sideRows } from './address-tables.ts'
import { buildIpv4Trie, buildIpv6Intervals, type Ipv6Intervals } from './address-trie.ts'
import { MAX_RULES } from './decision.ts'
import { type Residual, residualOf } from './residual.ts'
import { createRowTable, type RowShape, type RowTable, rowShape } from './row-table.ts'
import { buildServiceTable, type ServiceTable, setBit } from './service-classes.ts'

/** A world as typed arrays. Everything that a decision reads is here; `rows` holds all rule bitsets, each once. */
export interface FastTables {
  readonly shape: RowShape
  readonly rows: Int32Array
  readonly ipv4: Int32Array
  readonly ipv6: Ipv6Intervals
  /** Per address class: the row of the rules with the class among their sources, or destinations. */
  readonly sourceRow: Int32Array
  readonly destinationRow: Int32Array
  /** Per address class: the same, less the rules that do not apply, outbound (inbound), at the class's own point. */
  readonly outboundRow: Int32Array
  readonly inboundRow: Int32Array
  /** Per address class: the number of the point that bears the address, -1 for none. */
  readonly point: Int32Array
  /** Per address class: 4 or 6. */
  readonly family: Uint8Array
  /** Per address class: its addresses. */
  readonly ranges: readonly AddressSet[]
  readonly services: ServiceTable
  readonly residuals: readonly (Residual | null)[]
  /** The number of the first rule of category `application`: where a jump goes on. */
  readonly firstApplicationRule: number
}

/** What of the tables is about addresses and places: all that analysis of two worlds needs. */
export type AddressRows = Pick<
  FastTables,
  'shape' | 'sourceRow' | 'destinationRow' | 'outboundRow' | 'inboundRow' | 'point' | 'family' | 'ranges'
>

/** Compiles a world. Time in proportion to address classes times rules / 32, and to the ranges in the groups. */
export function compileTables(world: MatchWorld): FastTables {
  const { rules } = world
  const { table, classes, intervals, numberOf, ...tables } = addressRows(world)
  const services = buildServiceTable(
    rules.map(({ entries, enabled }) => (enabled ? entries : [])),
    tables.shape.words,
    table.intern,
  )
  const first = rules.findIndex(({ category }) => category === 'application')
  return {
    ...tables,
    rows: table.finish(),
    ipv4: buildIpv4Trie(intervals[4]),
    ipv6: buildIpv6Intervals(intervals[6]),
    services,
    residuals: rules.map((rule) => residualOf(rule, () => addressHeld(rule, classes, numberOf))),
    firstApplicationRule: first < 0 ? rules.length : first,
  }
}

/** Only the rows of addresses and places, for those who ask about sets of packets and never about one. */
export function compileAddressRows(world: MatchWorld): AddressRows & Pick<FastTables, 'rows'> {
  const { table, classes: _, intervals: __, numberOf: ___, ...tables } = addressRows(world)
  return { ...tables, rows: table.finish() }
}

interface AddressRowsMaking extends AddressRows {
  /** Where the rows are: others may be added before it is finished. */
  readonly table: RowTable
  readonly classes: readonly AddressClass[]
  readonly intervals: AddressClasses['intervals']
  readonly numberOf: ReadonlyMap<AddressSet, number>
}

function addressRows(world: MatchWorld): AddressRowsMaking {
  const { rules, points } = world
  if (rules.length > MAX_RULES)
    throw new RangeError(`${rules.length} rules are more than the ${MAX_RULES} that can be compiled`)
  const shape = rowShape(rules.length)
  const { words } = shape
  const table = createRowTable(shape)
  const { sets, numberOf } = numberSets(world)
  const { classes, intervals } = addressClasses(sets, pointAddresses(world))
  const sources = sideRows(world, (rule) => rule.sources, numberOf, words)
  const destinations = sideRows(world, (rule) => rule.destinations, numberOf, words)
  const family = { 4: familyRow(rules, 'ipv4', words), 6: familyRow(rules, 'ipv6', words) }
  const applied = appliedRows(rules, points, words)
  const outbound = directionRow(rules, 'out', words)
  const inbound = directionRow(rules, 'in', words)

  const perClass = () => new Int32Array(classes.length)
  const tables = {
    sourceRow: perClass(),
    destinationRow: perClass(),
    outboundRow: perClass(),
    inboundRow: perClass(),
    point: perClass(),
  }
  for (const [number, addressClass] of classes.entries()) {
    const source = sources.rowOf(addressClass)
    const destination = destinations.rowOf(addressClass)
    and(source, family[addressClass.family])
    tables.sourceRow[number] = table.intern(source)
    tables.destinationRow[number] = table.intern(destination)
    tables.point[number] = addressClass.label
    if (addressClass.label < 0) continue
    const here = applied(addressClass.label)
    tables.outboundRow[number] = table.intern(and(and(source.slice(), here), outbound))
    tables.inboundRow[number] = table.intern(and(and(destination.slice(), here), inbound))
  }
  return {
    ...tables,
    shape,
    table,
    classes,
    intervals,
    numberOf,
    family: Uint8Array.from(classes, (addressClass) => addressClass.family),
    ranges: classRanges(classes.length, intervals),
  }
}

function classRanges(count: number, intervals: AddressClasses['intervals']): readonly AddressSet[] {
  const ranges = Array.from({ length: count }, (): AddressRange[] => [])
  for (const family of [4, 6] as const) {
    for (const [i, { first, class: number }] of intervals[family].entries()) {
      const next = intervals[family][i + 1]
      ranges[number]?.push({
        first,
        last: next === undefined ? FAMILY_RANGE[family].last : toAddress(next.first - 1n),
      })
    }
  }
  return ranges
}

/** Every address that a point answers for, with the point's number. */
function* pointAddresses({
  points,
  pointAt,
}: MatchWorld): Iterable<readonly [EnforcementPoint['vnic']['addresses'][number], number]> {
  const seen = new Set<bigint>()
  for (const { vnic } of points) {
    for (const address of vnic.addresses) {
      if (seen.has(address)) continue
      seen.add(address)
      yield [address, pointAt(address)?.number ?? -1]
    }
  }
}

function addressHeld(
  rule: MatchRule,
  classes: readonly AddressClass[],
  numberOf: ReadonlyMap<MatchRule['sources']['addresses'][number], number>,
): Uint8Array {
  const wanted = new Set(rule.sources.addresses.map((set) => numberOf.get(set) ?? -1))
  return Uint8Array.from(classes, ({ sets }) => {
    let held = 0
    forEachBit(sets, (set) => {
      if (wanted.has(set)) held = 1
    })
    return held
  })
}

function ruleRow(
  rules: readonly MatchRule[],
  words: number,
  holds: (rule: MatchRule) => boolean,
): Int32Array {
  const row = new Int32Array(words)
  for (const [number, rule] of rules.entries()) if (holds(rule)) setBit(row, number)
  return row
}

const familyRow = (rules: readonly MatchRule[], family: 'ipv4' | 'ipv6', words: number): Int32Array =>
  ruleRow(rules, words, ({ ipVersion }) => ipVersion === 'any' || ipVersion === family)

const directionRow = (rules: readonly MatchRule[], direction: 'in' | 'out', words: number): Int32Array =>
  ruleRow(rules, words, (rule) => rule.direction === 'in-out' || rule.direction === direction)

/** The rules that apply at a point: rules that share their applied-to are looked up together. */
function appliedRows(
  rules: readonly MatchRule[],
  points: readonly EnforcementPoint[],
  words: number,
): (point: number) => Int32Array {
  const everywhere = ruleRow(rules, words, ({ appliedTo }) => appliedTo === null)
  const scopes = new Map<ReadonlySet<number>, number[]>()
  for (const [number, { appliedTo }] of rules.entries()) {
    if (appliedTo === null) continue
    const known = scopes.get(appliedTo)
    if (known === undefined) scopes.set(appliedTo, [number])
    else known.push(number)
  }
  const made = new Map<number, Int32Array>()
  return (point) => {
    const known = made.get(point)
    if (known !== undefined) return known
    const row = everywhere.slice()
    for (const [scope, numbers] of scopes) {
      if (scope.has(points[point]?.number ?? -1)) for (const number of numbers) setBit(row, number)
    }
    made.set(point, row)
    return row
  }
}

function and(target: Int32Array, other: Int32Array): Int32Array {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] ?? 0) & (other[i] ?? 0)
  return target
}
