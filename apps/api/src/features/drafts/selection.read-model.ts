import { AppError } from '@flowgate/shared'
import type { PolicyContent } from './content.read-model.ts'
import { OBJECT_KINDS, objectKey, type PolicyObject, sameObject, type Write } from './objects.read-model.ts'
import { referencesFrom } from './references.read-model.ts'

/** Everything in which a draft differs from its base. */
export const writesBetween = (base: PolicyContent, content: PolicyContent): readonly Write[] =>
  OBJECT_KINDS.flatMap((kind): Write[] => [
    ...base
      .values(kind)
      .filter(({ id }) => content.find(kind, id) === undefined)
      .map(({ id }): Write => ({ kind, id, object: null })),
    ...content
      .values(kind)
      .filter((object) => !sameObject(object, base.find(kind, object.id)))
      .map((object): Write => ({ kind, id: object.id, object })),
  ])

/**
 * The part of a draft's changes that publishing these policies needs: the policies with their rules, and every changed
 * group, service and context profile that they reach. A rule that moved between two policies takes the other one along.
 * @throws AppError `not_found` for a policy that neither draft nor base has
 */
export const selectWrites = (
  base: PolicyContent,
  content: PolicyContent,
  policyIds: readonly string[],
): readonly Write[] => {
  const unknown = policyIds.find((id) => !content.get('policy', id) && !base.get('policy', id))
  if (unknown !== undefined)
    throw new AppError('not_found', { detail: `there is no policy \`${unknown}\` in the draft` })

  const writes = new Map(writesBetween(base, content).map((write) => [objectKey(write), write]))
  const policies = new Set(policyIds)
  const rulesOfPolicy = new Map<string, Write[]>()
  for (const write of writes.values()) {
    if (write.kind !== 'rule') continue
    const homes = new Set([write.object?.policyId, base.get('rule', write.id)?.policyId])
    for (const home of homes) {
      if (!home) continue
      const list = rulesOfPolicy.get(home)
      if (list === undefined) rulesOfPolicy.set(home, [write])
      else list.push(write)
    }
  }
  const selected = new Map<string, Write>()
  const reached = new Set<string>()
  const reach = (object: PolicyObject): void => {
    for (const target of referencesFrom(object)) {
      if (target.kind === 'workload' || target.kind === 'segment') continue
      const key = `${target.kind}/${target.id}`
      if (reached.has(key)) continue
      reached.add(key)
      const write = writes.get(key)
      if (write !== undefined) selected.set(key, write)
      const next = content.find(target.kind, target.id)
      if (next !== undefined) reach(next)
    }
  }
  for (const id of policies) {
    const head = writes.get(`policy/${id}`)
    if (head !== undefined) selected.set(objectKey(head), head)
    const own = content.get('policy', id)
    if (own !== undefined) for (const object of [own, ...content.rulesOf(id)]) reach(object)
    for (const write of rulesOfPolicy.get(id) ?? []) {
      selected.set(objectKey(write), write)
      const homes = [write.object?.policyId, base.get('rule', write.id)?.policyId]
      for (const home of homes)
        if (home && (writes.has(`policy/${home}`) || rulesOfPolicy.has(home))) policies.add(home)
    }
  }
  return [...selected.values()]
}
