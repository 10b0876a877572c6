import type { Endpoints, FlowgateDocument, Policy, Rule, RuleAction } from '../../src/index.ts'
import { ANY } from './documents.ts'
import type { Random } from './random.ts'

/** A few edits of a large document, as an operator would make them; some broad. */
export function editedAtRandom(document: FlowgateDocument, random: Random, count: number): FlowgateDocument {
  let edited = document
  for (let i = 0; i < count; i += 1) {
    const chosen = random.pick(edited.policies.filter(({ rules }) => rules.length > 0))
    const at = random.whole(chosen.rules.length)
    const policy = oneEdit(chosen, at, random, edited, `new-${i}-${random.whole(2 ** 30)}`)
    edited = { ...edited, policies: edited.policies.map((each) => (each === chosen ? policy : each)) }
  }
  return edited
}

const TURNED: { readonly [action in RuleAction]: RuleAction } = {
  allow: 'drop',
  drop: 'allow',
  reject: 'drop',
  'jump-to-application': 'reject',
}

function oneEdit(
  policy: Policy,
  at: number,
  random: Random,
  { groups }: FlowgateDocument,
  id: string,
): Policy {
  const { rules } = policy
  const rule = rules[at]
  if (rule === undefined) return policy
  const others = rules.filter((_, i) => i !== at)
  const end = (): Endpoints => ({ ...ANY, groups: [random.pick(groups).id], negated: random.chance(15) })
  const put = (changed: Rule): Policy => ({ ...policy, rules: rules.with(at, changed) })
  switch (random.whole(8)) {
    case 0:
      return put({ ...rule, action: TURNED[rule.action] })
    case 1:
      return put({ ...rule, enabled: !rule.enabled })
    case 2:
      return { ...policy, rules: others.toSpliced(random.whole(rules.length), 0, rule) }
    case 3:
      return put({ ...rule, sources: end() })
    case 4:
      return put({ ...rule, destinations: end(), services: random.pick(rules).services })
    case 5:
      return put({ ...rule, sources: ANY, destinations: ANY })
    case 6:
      return { ...policy, rules: others }
    default:
      return { ...policy, rules: rules.toSpliced(at, 0, { ...rule, id, sources: end(), action: 'reject' }) }
  }
}
