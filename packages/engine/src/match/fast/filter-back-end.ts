import type { MatchWorld } from '../../compile/match-rule.ts'
import type { Address } from '../../model/address.ts'
import type { PacketKey } from '../../model/packet-key.ts'
import { createFilterClassifier, type FilterClassifier } from '../filters/classify.ts'
import { compileFilters } from '../filters/compile.ts'
import { addressClasses } from './address-classes.ts'
import { buildIpv4Trie, lookupIpv4 } from './address-trie.ts'
import { ACTION_CODE, whyCode } from './decision.ts'
import { createModes, modesOf } from './modes.ts'
import type { PacketDecider } from './packet-decider.ts'
import { residualOf } from './residual.ts'
import { type RuleFilters, ruleFilters } from './rule-filters.ts'

/** When filters are the better tables. */
const LIMITS = {
  /** Below, a bitset per address is as quick, and smaller to change. */
  fewestRules: 2_000,
  /** Rules of groups come apart into many filters: those are the group classifier's. */
  mostFiltersPerRule: 4,
}

const WHY_RULE = whyCode('rule')
const WHY_DEFAULT = whyCode('default-rule')
const WHY_STRICT = whyCode('tcp-strict')
const PORT_PROTOCOLS = new Set([1, 6, 17, 58, 132])

/**
 * For thousands of rules over address blocks: IPv4 packets are decided by filter tables. What those do not say (a condition,
 * a jump, IPv6, a packet that hides its ports) is asked of the group classifier, which is compiled when first needed.
 *
 * @returns null where the rules are few, are made of groups, or differ from vNIC to vNIC
 */
export function createFilterBackEnd(
  world: MatchWorld,
  groups: () => PacketDecider,
  { fewestRules, mostFiltersPerRule } = LIMITS,
): PacketDecider | null {
  const { rules } = world
  const most = rules.length * mostFiltersPerRule
  if (rules.length < fewestRules || rules.some(({ appliedTo }) => appliedTo !== null)) return null
  const outbound = compileDirection(world, 'out', most)
  if (outbound === null) return null
  const inbound = rules.every(({ direction }) => direction === 'in-out')
    ? outbound
    : compileDirection(world, 'in', most)
  if (inbound === null) return null

  const modes = createModes(world, modesOf(world.points))
  const pointOf = pointTable(world)
  /** Per rule: the action, or -1 where the group classifier decides. */
  const actions = Int8Array.from(rules, (rule) =>
    rule.action === 'jump-to-application' || hasConditions(rule) ? -1 : ACTION_CODE[rule.action],
  )
  const strict = Uint8Array.from(rules, (rule) => (rule.tcpStrict && rule.action === 'allow' ? 1 : 0))
  const defaultAction = ACTION_CODE[world.settings.defaultAction]
  const hasPorts = Uint8Array.from({ length: 256 }, (_, protocol) => (PORT_PROTOCOLS.has(protocol) ? 1 : 0))
  let other: PacketDecider | null = null
  const others = (): PacketDecider => {
    other ??= groups()
    return other
  }

  const decide: PacketDecider['decide'] = (key, point, now) => {
    const hidden = key.destinationPort < 0 && hasPorts[key.protocol] === 1
    if (key.family !== 4 || hidden) return others().decide(key, point, now)
    const number = pointOf(point === 'source' ? key.source3 : key.destination3)
    const unasked = modes.unasked(number)
    if (unasked >= 0) return unasked
    const { classify, ruleOf } = point === 'source' ? outbound : inbound
    const filter = classify(
      key.source3,
      key.destination3,
      Math.max(0, key.sourcePort),
      Math.max(0, key.destinationPort),
      key.protocol,
    )
    if (filter < 0) return modes.enforce(number, key, defaultAction, WHY_DEFAULT, 0, -1)
    const rule = ruleOf[filter] as number
    const action = actions[rule] as number
    if (action < 0) return others().decide(key, point, now)
    if (strict[rule] === 1 && !key.opens)
      return modes.enforce(number, key, ACTION_CODE.drop, WHY_STRICT, 0, rule)
    return modes.enforce(number, key, action, WHY_RULE, 0, rule)
  }
  return {
    decide,
    pointOf: (key: PacketKey, point) =>
      key.family === 4
        ? pointOf(point === 'source' ? key.source3 : key.destination3)
        : others().pointOf(key, point),
  }
}

type Direction = Pick<FilterClassifier, 'classify'> & Pick<RuleFilters, 'ruleOf'>

function compileDirection(world: MatchWorld, direction: 'in' | 'out', most: number): Direction | null {
  const made = ruleFilters(world, direction, most)
  const tables = made === null ? null : compileFilters(made.filters)
  return made === null || tables === null
    ? null
    : { classify: createFilterClassifier(tables).classify, ruleOf: made.ruleOf }
}

/** Source ports are in the filters; everything else that a bitset leaves open, a filter leaves open too. */
function hasConditions(rule: MatchWorld['rules'][number]): boolean {
  return residualOf({ ...rule, entries: null }, () => new Uint8Array(0)) !== null
}

/** IPv4 address -> number of the point that bears it, -1 for none. */
function pointTable({ points, pointAt }: MatchWorld): (address: number) => number {
  const labels = new Map<Address, number>()
  for (const { vnic } of points) {
    for (const address of vnic.addresses) labels.set(address, pointAt(address)?.number ?? -1)
  }
  const { classes, intervals } = addressClasses([], labels)
  const numbers = Int32Array.from(classes, ({ label }) => label)
  const trie = buildIpv4Trie(intervals[4])
  return (address) => numbers[lookupIpv4(trie, address)] as number
}
