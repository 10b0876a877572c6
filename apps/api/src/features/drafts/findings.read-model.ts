import { isDeepStrictEqual } from 'node:util'
import { checkPolicySetInSteps } from '@flowgate/engine'
import type { Finding } from '@flowgate/shared'
import { createPace, type Pace, paced } from '../../platform/pace.ts'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import { inventoryIds } from './inventory-ids.read-model.ts'
import { isObjectKind, nameOf, type ObjectOf, type PolicyObject } from './objects.read-model.ts'
import { referencesTo } from './references.read-model.ts'
import { memberIds, resolutionOf } from './resolver.read-model.ts'
import { type Shadowed, shadowed } from './shadowing.ts'
import { originOf } from './touched-set.ts'

/** `by`: the rule that the message names besides the finding's own object. */
export interface KnownFinding extends Finding {
  readonly by?: ObjectOf<'rule'>
}

const about = (object: PolicyObject): Finding['object'] => ({
  kind: object.kind,
  id: object.id,
  name: nameOf(object),
  policyId: object.policyId,
})

const errors = async (content: PolicyContent, inventory: LoadedInventory, pace: Pace): Promise<Finding[]> => {
  const set = content.policySet
  const issues = await paced(checkPolicySetInSteps(set, inventoryIds(inventory)), pace)
  return issues.map((issue) => {
    const [kind = '', ...rest] = originOf(set, issue.path).key.split('/')
    const object = isObjectKind(kind) ? content.find(kind, rest.join('/')) : undefined
    return {
      severity: 'error',
      code: issue.code,
      message: issue.message,
      help: issue.help,
      object: object === undefined ? null : about(object),
    }
  })
}

const emptyGroup = (
  group: ObjectOf<'group'>,
  content: PolicyContent,
  inventory: LoadedInventory,
): Finding[] => {
  const users = referencesTo(content, 'group', group.id)
  const { addresses, identities } = group.body.members
  if (users.length === 0 || addresses.length + identities.length > 0) return []
  if (group.body.members.groups.length > 0 || memberIds(content, inventory, group.id).length > 0) return []
  return [
    {
      severity: 'warning',
      code: 'group-empty',
      message: `the group \`${group.body.name}\` is used but has no members now`,
      help: 'rules that name it match nothing by it; check its members and criteria',
      object: about(group),
    },
  ]
}

const isAny = ({
  groups,
  addresses,
}: {
  readonly groups: readonly string[]
  readonly addresses: readonly string[]
}) => groups.length + addresses.length === 0

const allowsEverything = ({ body }: ObjectOf<'rule'>, policy: ObjectOf<'policy'>): boolean =>
  body.enabled &&
  policy.body.enabled &&
  body.action === 'allow' &&
  isAny(body.sources) &&
  isAny(body.destinations) &&
  body.services.services.length + body.services.entries.length === 0 &&
  body.contextProfiles.length + body.processes.length + body.users.length === 0

const ofRule = (policy: ObjectOf<'policy'>, rule: ObjectOf<'rule'>): Finding[] =>
  allowsEverything(rule, policy)
    ? [
        {
          severity: 'warning',
          code: 'rule-allows-everything',
          message: `the rule \`${rule.body.name}\` allows everything from anywhere to anywhere`,
          help: 'name sources, destinations or services',
          object: about(rule),
        },
      ]
    : []

const ofPolicy = (policy: ObjectOf<'policy'>): Finding[] =>
  policy.body.enabled
    ? []
    : [
        {
          severity: 'warning',
          code: 'policy-disabled',
          message: `the policy \`${policy.body.name}\` is disabled: none of its rules applies`,
          help: 'enable it, or delete it when it is no longer needed',
          object: about(policy),
        },
      ]

/** Looking for covered rules takes time that grows with their number, and this runs after every edit. */
const MOST_COMPARED = 10_000

const notCompared = (rules: number): KnownFinding => ({
  severity: 'info',
  code: 'shadowing-not-checked',
  message: `the set has ${rules} rules: shadowed and duplicate ones are looked for up to ${MOST_COMPARED}`,
  help: 'split the set by applied-to, or run the exact check of the engine (`lint`) on the exported document',
  object: null,
})

const covered = ({ rule, by }: Shadowed): KnownFinding => {
  const same = isDeepStrictEqual(comparable(rule), comparable(by))
  return {
    severity: 'warning',
    code: same ? 'rule-duplicate' : 'rule-shadowed',
    message: same
      ? `the rule \`${rule.body.name}\` says the same as \`${by.body.name}\` (\`${by.id}\`) before it`
      : `the rule \`${rule.body.name}\` never decides: \`${by.body.name}\` (\`${by.id}\`) before it matches all that it matches`,
    help: same ? 'delete one of them' : 'move it up, narrow the other one, or delete it',
    object: about(rule),
    by,
  }
}

const coveredRules = async (content: PolicyContent, pace: Pace): Promise<KnownFinding[]> => {
  const rules = content.all('rule').size
  if (rules > MOST_COMPARED) return [notCompared(rules)]
  const found: KnownFinding[] = []
  for (const each of await shadowed(content, pace)) {
    found.push(covered(each))
    if (pace.due()) await pace.rest()
  }
  return found
}

const comparable = ({ body }: ObjectOf<'rule'>) => {
  const { id: _, name: __, note: ___, log: ____, ...rest } = body
  return rest
}

const known = new WeakMap<
  PolicyContent,
  { readonly inventory: LoadedInventory; readonly findings: Promise<readonly KnownFinding[]> }
>()

const find = async (content: PolicyContent, inventory: LoadedInventory): Promise<readonly KnownFinding[]> => {
  const pace = createPace()
  const found: KnownFinding[] = await errors(content, inventory, pace)
  const take = async (more: readonly KnownFinding[]) => {
    for (const each of more) found.push(each)
    if (pace.due()) await pace.rest()
  }
  if (pace.due()) await pace.rest()
  resolutionOf(content, inventory)
  if (pace.due()) await pace.rest()
  for (const group of content.list('group')) await take(emptyGroup(group, content, inventory))
  for (const policy of content.policies) {
    await take(ofPolicy(policy))
    await take(content.rulesOf(policy.id).flatMap((rule) => ofRule(policy, rule)))
  }
  await take(await coveredRules(content, pace))
  return found
}

/**
 * What is wrong (errors block publishing) or doubtful in a policy set. Computed once for a set and an inventory. It runs after
 * every edit, so it finds the plain cases in time that grows with the rules, a slice at a time; the engine's `lint` is exact
 * and takes longer.
 */
export const findingsOf = (
  content: PolicyContent,
  inventory: LoadedInventory,
): Promise<readonly KnownFinding[]> => {
  const before = known.get(content)
  if (before !== undefined && before.inventory === inventory) return before.findings
  const findings = find(content, inventory)
  known.set(content, { inventory, findings })
  // A fault is not remembered.
  findings.catch(() => known.delete(content))
  return findings
}

export const countFindings = (findings: readonly Finding[]) => ({
  errors: findings.filter(({ severity }) => severity === 'error').length,
  warnings: findings.filter(({ severity }) => severity === 'warning').length,
})
