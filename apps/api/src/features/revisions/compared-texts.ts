import type { ObjectChange } from '@flowgate/shared'
import { PolicyContent } from '../drafts/content.read-model.ts'
import { OBJECT_KINDS, type PolicyObject } from '../drafts/objects.read-model.ts'
import { setText } from './set-text.ts'

/** Objects whose text is written at once: more would hold up every other request. */
const most = 2_000

const sizeOf = (content: PolicyContent): number =>
  OBJECT_KINDS.reduce((sum, kind) => sum + content.all(kind).size, 0)

/** The changed objects of one side, rules under the heads of their policies. */
const only = (content: PolicyContent, changes: readonly ObjectChange[]): PolicyContent => {
  const kept = new Map<string, PolicyObject>()
  const keep = (kind: PolicyObject['kind'], id: string) => {
    const object = content.find(kind, id)
    if (object !== undefined) kept.set(`${kind}/${id}`, object)
  }
  for (const { kind, id, policyId } of changes) {
    keep(kind, id)
    if (kind === 'rule' && policyId !== null) keep('policy', policyId)
    const rule = kind === 'rule' ? content.get('rule', id) : undefined
    if (rule?.policyId) keep('policy', rule.policyId)
  }
  return PolicyContent.of([...kept.values()])
}

/**
 * Both sides as text. Large sets are reduced to what differs, and many differences to the first ones; the text says so in its
 * first line.
 */
export const comparedTexts = (
  before: PolicyContent,
  after: PolicyContent,
  changes: readonly ObjectChange[],
): { readonly beforeText: string; readonly afterText: string } => {
  if (Math.max(sizeOf(before), sizeOf(after)) <= most)
    return { beforeText: setText(before), afterText: setText(after) }
  const shown = changes.slice(0, most)
  const left = changes.length - shown.length
  const note = `# Only what differs${left > 0 ? `; ${left} more changed objects are left out` : ''}.\n`
  return {
    beforeText: note + setText(only(before, shown)),
    afterText: note + setText(only(after, shown)),
  }
}
