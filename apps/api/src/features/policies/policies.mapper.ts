import type { getPolicySettings, Output, PolicyItem, RuleFinding, RuleItem } from '@flowgate/shared'
import type { OpenedView } from '../drafts/edit-ports.read-model.ts'
import { type ItemScene, keptItems } from '../drafts/kept-items.read-model.ts'
import { changeWord } from '../drafts/object-changes.read-model.ts'
import { etagOf, type ObjectOf, sameObject } from '../drafts/objects.read-model.ts'
import { maskedPolicy, maskedRule } from '../drafts/visibility.read-model.ts'
import type { Hits } from './rule-hits.ts'

export type Scene = Pick<OpenedView, 'content' | 'base' | 'visibility'>
export type SettingsItem = Output<typeof getPolicySettings>

/** The content in which an object stands: the base for what the draft removed. */
const home = ({ content, base }: Scene, kind: 'policy' | 'rule', id: string) =>
  content.get(kind, id) === undefined && base !== null ? base : content

export const visibleRules = (scene: Scene, policyId: string): readonly ObjectOf<'rule'>[] => {
  const rules = home(scene, 'policy', policyId).rulesOf(policyId)
  return scene.visibility === null ? rules : rules.filter((rule) => scene.visibility?.object(rule))
}

/** Places are counted among what the reader sees: gaps would tell of the rest. */
export const visiblePolicies = ({ content, visibility }: Scene): readonly ObjectOf<'policy'>[] =>
  visibility === null ? content.policies : content.policies.filter((policy) => visibility.object(policy))

const changedRules = ({ content, base, visibility }: Scene, policyId: string): number => {
  if (base === null) return 0
  const seen = (rule: ObjectOf<'rule'>) => visibility?.object(rule) !== false
  const now = content.rulesOf(policyId).filter(seen)
  const changed = now.filter((rule) => !sameObject(rule, base.get('rule', rule.id)))
  const own = base.rulesOf(policyId).filter(seen)
  const left = own.filter(({ id }) => content.get('rule', id)?.policyId !== policyId)
  return changed.length + left.length
}

/** Places from 1, made once for a whole list. */
export const sequences = (ids: readonly { readonly id: string }[]): ReadonlyMap<string, number> =>
  new Map(ids.map(({ id }, index) => [id, index + 1]))

export const categorySequences = (scene: Scene): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  return new Map(
    visiblePolicies(scene).map(({ id, body }) => {
      const place = (counts.get(body.category) ?? 0) + 1
      counts.set(body.category, place)
      return [id, place]
    }),
  )
}

const keptPolicy = keptItems<PolicyItem>()
export const toPolicyItem = (
  policy: ObjectOf<'policy'>,
  scene: ItemScene,
  places?: ReadonlyMap<string, number>,
): PolicyItem =>
  keptPolicy(scene, policy.id, () => makePolicyItem(policy, scene, places ?? categorySequences(scene)))

const makePolicyItem = (
  policy: ObjectOf<'policy'>,
  scene: Scene,
  places: ReadonlyMap<string, number>,
): PolicyItem => ({
  ...maskedPolicy(policy.body, scene.visibility),
  etag: etagOf(policy),
  change: changeWord(scene.base, 'policy', policy.id, scene.content.get('policy', policy.id)),
  sequence: places.get(policy.id) ?? 0,
  ruleCount: visibleRules(scene, policy.id).length,
  changedRules: changedRules(scene, policy.id),
})

export interface HitScene {
  readonly hits: ReadonlyMap<string, Hits>
  /** Rules that are published; only they can have decided anything. */
  readonly published: { get(kind: 'rule', id: string): unknown }
}

export type FindingsOfRules = ReadonlyMap<string, RuleFinding[]>

/** `findings`: null where nobody has looked for them. */
export const toRuleItem = (
  rule: ObjectOf<'rule'>,
  scene: Scene,
  { hits, published }: HitScene,
  sequence: number,
  findings: FindingsOfRules | null = null,
): RuleItem => ({
  ...maskedRule(rule.body, scene.visibility),
  etag: etagOf(rule),
  change: changeWord(scene.base, 'rule', rule.id, scene.content.get('rule', rule.id)),
  policyId: rule.policyId ?? '',
  sequence,
  // They count the traffic of everybody whom the rule concerns.
  hits:
    scene.visibility !== null
      ? null
      : (hits.get(rule.id) ??
        (published.get('rule', rule.id) === undefined ? null : { sessions: 0, lastHit: null })),
  findings: findings === null ? null : (findings.get(rule.id) ?? []),
})

export const toSettingsItem = ({ content, base }: Scene): SettingsItem => {
  const { settings } = content
  return {
    ...settings.body,
    etag: etagOf(settings),
    change: changeWord(base, 'settings', settings.id, settings),
  }
}
