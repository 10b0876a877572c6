import { AppError } from '@flowgate/shared'
import type { PolicyContent } from './content.read-model.ts'
import { objectKey, type Write } from './objects.read-model.ts'
import { type OutgoingReference, referencesFrom } from './references.read-model.ts'
import type { Visibility } from './visibility.read-model.ts'

const beyondScope = (kind: string, id: string): AppError =>
  new AppError('forbidden', {
    detail: `the ${kind} \`${id}\` also concerns workloads outside your scope`,
    context: { reason: 'scope' },
  })

/**
 * A scoped account may neither touch what it does not wholly see nor name what it does not see: what is hidden and what is not
 * there are refused in the same words.
 */
export const refuseBeyondScope = (
  visibility: Visibility | null,
  before: PolicyContent,
  writes: readonly Write[],
): void => {
  if (visibility === null) return
  const created = new Set(
    writes.flatMap((write) => (before.get(write.kind, write.id) === undefined ? [objectKey(write)] : [])),
  )
  const hidden = (target: OutgoingReference): boolean => {
    if (target.kind === 'workload') return !visibility.workload(target.id)
    if (target.kind === 'segment') return !visibility.segment(target.id)
    return target.kind === 'group' && !created.has(`group/${target.id}`) && !visibility.group(target.id)
  }
  for (const { kind, id, object } of writes) {
    const old = before.find(kind, id)
    if (kind === 'settings' || (old !== undefined && !visibility.whole(old))) throw beyondScope(kind, id)
    const named = object === null ? undefined : referencesFrom(object).find(hidden)
    if (named === undefined) continue
    throw new AppError('unknown_reference', {
      detail: `there is no ${named.kind} \`${named.id}\``,
      errors: [{ field: 'body', message: `names an unknown ${named.kind}`, received: named.id }],
    })
  }
}
