import type { EnforcementPoint, MatchRule, MatchWorld } from '../compile/match-rule.ts'
import { CATEGORIES, type Category, type RuleAction } from '../model/document.ts'
import type { ParsedPacket } from '../model/parsed-packet.ts'
import { isActive } from '../model/schedule.ts'
import { entryMatches } from '../model/service.ts'
import type { Evaluation, Mismatch, TrailStep, Why } from '../model/verdict.ts'
import {
  endpointHolds,
  processHolds,
  profilesHold,
  type Truth,
  type Unknown,
  userHolds,
} from './conditions.ts'

/*
 * What a policy means: section 3 of DESIGN.md as code. Slow and obvious on purpose. The fast classifier, the nftables
 * renderer and every importer are tested against this file; where they disagree, they are wrong.
 */

/** The direction of a packet as one of its two ends sees it. */
export type Point = 'source' | 'destination'

/** A rule that decided (null: the default rule), or that would if its unknown conditions held. */
interface Outcome {
  readonly rule: MatchRule | null
  readonly action: Exclude<RuleAction, 'jump-to-application'>
  readonly why: Why
}

/** Evaluates a packet at the vNIC that bears its source (or destination) address. */
export function evaluatePoint(
  world: MatchWorld,
  packet: ParsedPacket,
  point: Point,
  now: number,
): Evaluation {
  const at = world.pointAt(point === 'source' ? packet.source : packet.destination)
  if (at === undefined) return passed(point, null, 'not-protected')
  if (at.workload.excluded) return passed(point, at, 'excluded')
  if (at.workload.mode === 'idle') return passed(point, at, 'idle')

  const trail: TrailStep[] = []
  const unknown = new Set<Unknown>()
  const outcome = decide(walk(world, { packet, point, at, now }, CATEGORIES, trail, unknown))
  const enforced = enforces(at, packet)
  return {
    point,
    direction: DIRECTION[point],
    workload: at.workload.id,
    vnic: at.vnic.vnic.id,
    host: at.workload.host,
    action: enforced ? outcome.action : 'allow',
    decided: outcome.action,
    why: enforced ? outcome.why : at.workload.mode === 'visibility' ? 'visibility' : 'not-selected',
    category: outcome.rule?.category ?? null,
    policy: outcome.rule?.policy ?? null,
    rule: outcome.rule?.id ?? null,
    unknown: outcome.why === 'unknown-condition' ? [...unknown].sort() : [],
    trail,
  }
}

/** Every outcome that may be the true one, in order; the last is certain, the others hang on unknown conditions. */
function walk(
  world: MatchWorld,
  sight: Sight,
  categories: readonly Category[],
  trail: TrailStep[],
  unknown: Set<Unknown>,
): Outcome[] {
  const outcomes: Outcome[] = []
  for (const category of categories) {
    trail.push({ kind: 'category', category })
    for (const rule of world.rules) {
      if (rule.category !== category) continue
      const { mismatch, missing } = matchRule(rule, sight)
      const { policy, id } = rule
      const result = mismatch !== null ? 'not-matched' : missing.length > 0 ? 'unknown' : 'matched'
      trail.push({ kind: 'rule', category, policy, rule: id, result, mismatch })
      if (mismatch !== null) continue
      for (const condition of missing) unknown.add(condition)
      if (rule.action === 'jump-to-application') {
        trail.push({ kind: 'jump', category, policy, rule: id })
        if (result === 'matched') break
        outcomes.push(...walk(world, sight, ['application'], [], unknown))
        continue
      }
      const strict = rule.tcpStrict && rule.action === 'allow' && !sight.packet.opens
      outcomes.push({ rule, action: strict ? 'drop' : rule.action, why: strict ? 'tcp-strict' : 'rule' })
      if (result === 'matched') return outcomes
    }
  }
  trail.push({ kind: 'default-rule', action: world.settings.defaultAction })
  outcomes.push({ rule: null, action: world.settings.defaultAction, why: 'default-rule' })
  return outcomes
}

/** What a rule is compared with. */
export interface Sight {
  readonly packet: ParsedPacket
  readonly point: Point
  readonly at: EnforcementPoint
  readonly now: number
}

/** The fields of a rule in the order they are tried. To add one, add it here, to `Mismatch`, and to the fast classifier. */
export const FIELDS: readonly (readonly [Mismatch, (rule: MatchRule, sight: Sight) => Truth])[] = [
  ['disabled', (rule) => rule.enabled],
  ['outside-schedule', (rule, { now }) => rule.schedule === null || isActive(rule.schedule, now)],
  ['direction', (rule, { point }) => rule.direction === 'in-out' || rule.direction === DIRECTION[point]],
  ['ip-version', (rule, { packet }) => rule.ipVersion === 'any' || rule.ipVersion === `ipv${packet.family}`],
  ['applied-to', (rule, { at }) => rule.appliedTo === null || rule.appliedTo.has(at.number)],
  ['source', (rule, { packet }) => endpointHolds(rule.sources, packet.source, packet.context)],
  ['destination', (rule, { packet }) => endpointHolds(rule.destinations, packet.destination, null)],
  [
    'service',
    ({ entries }, { packet }) =>
      entries === null || entries.some((each) => entryMatches(each, packet.l4, packet.fragment)),
  ],
  ['context-profile', (rule, { packet }) => profilesHold(rule.contextProfiles, packet.context)],
  ['process', (rule, { packet }) => processHolds(rule, packet.context)],
  ['user', (rule, { packet }) => userHolds(rule, packet.context)],
]

const DIRECTION = { source: 'out', destination: 'in' } as const

/** The first field that fails, or the conditions that would have to be known for the rule to match. */
function matchRule(
  rule: MatchRule,
  sight: Sight,
): { readonly mismatch: Mismatch | null; readonly missing: readonly Unknown[] } {
  const missing: Unknown[] = []
  for (const [field, holds] of FIELDS) {
    const truth = holds(rule, sight)
    if (truth === false) return { mismatch: field, missing: [] }
    if (truth !== true) missing.push(...truth)
  }
  return { mismatch: null, missing }
}

/** Where unknown conditions leave more than one action possible, the first outcome that denies stands, and says so. */
function decide(outcomes: readonly Outcome[]): Outcome {
  const certain = outcomes.at(-1)
  if (certain === undefined) throw new Error('a walk ends with an outcome')
  if (outcomes.every(({ action }) => action === certain.action)) return certain
  return { ...(outcomes.find(({ action }) => action !== 'allow') ?? certain), why: 'unknown-condition' }
}

/** Does the workload's mode enforce what the rules say about this packet? */
function enforces({ workload, selected }: EnforcementPoint, { l4, fragment }: ParsedPacket): boolean {
  if (workload.mode === 'selective') return selected.some((entry) => entryMatches(entry, l4, fragment))
  return workload.mode === 'full'
}

const passed = (point: Point, at: EnforcementPoint | null, why: Why): Evaluation => ({
  point,
  direction: DIRECTION[point],
  workload: at?.workload.id ?? null,
  vnic: at?.vnic.vnic.id ?? null,
  host: at?.workload.host ?? null,
  action: 'allow',
  decided: 'allow',
  why,
  category: null,
  policy: null,
  rule: null,
  unknown: [],
  trail: [],
})
