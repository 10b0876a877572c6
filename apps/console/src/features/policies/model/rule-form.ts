import type { createRule, Input, RuleItem } from '@flowgate/shared'

/** What a new rule is sent as. */
export type NewRuleBody = NonNullable<Input<typeof createRule>['body']>

/** What the rule dialog edits: a rule without what the server gives it. */
export type RuleForm = Pick<
  RuleItem,
  | 'name'
  | 'sources'
  | 'destinations'
  | 'services'
  | 'contextProfiles'
  | 'processes'
  | 'users'
  | 'direction'
  | 'ipVersion'
  | 'appliedTo'
  | 'action'
  | 'log'
  | 'enabled'
  | 'schedule'
  | 'note'
>
const ANYWHERE = { groups: [], addresses: [], negated: false }
export const EMPTY_RULE: RuleForm = {
  name: '',
  sources: ANYWHERE,
  destinations: ANYWHERE,
  services: { services: [], entries: [] },
  contextProfiles: [],
  processes: [],
  users: [],
  direction: 'in-out',
  ipVersion: 'any',
  appliedTo: [],
  action: 'allow',
  log: false,
  enabled: true,
  schedule: null,
  note: '',
}

const KEYS = Object.keys(EMPTY_RULE) as (keyof RuleForm)[]
export const formOf = (rule: RuleItem): RuleForm => ({
  name: rule.name,
  sources: rule.sources,
  destinations: rule.destinations,
  services: rule.services,
  contextProfiles: rule.contextProfiles,
  processes: rule.processes,
  users: rule.users,
  direction: rule.direction,
  ipVersion: rule.ipVersion,
  appliedTo: rule.appliedTo,
  action: rule.action,
  log: rule.log,
  enabled: rule.enabled,
  schedule: rule.schedule,
  note: rule.note,
})

/** The fields that differ, for an update that leaves the rest to whoever else is editing. */
export const formPatch = (before: RuleForm, after: RuleForm): Partial<RuleForm> =>
  Object.fromEntries(
    KEYS.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).map((key) => [
      key,
      after[key],
    ]),
  )

export const newRuleBody = (form: RuleForm, position: NewRuleBody['position']): NewRuleBody => ({
  ...form,
  ...(position ? { position } : {}),
})
