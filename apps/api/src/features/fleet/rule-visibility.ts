import type { Actor } from '../../http/actor.ts'
import type { PolicyStore } from '../drafts/store.read-model.ts'
import { visibilityOf } from '../drafts/visibility.read-model.ts'
import type { InventoryReadModel } from '../inventory/inventory.read-model.ts'
import type { RuleVisibility } from './rule-row.ts'

export interface RuleVisibilityPorts {
  readonly policies: Pick<PolicyStore, 'revision'>
  readonly inventory: Pick<InventoryReadModel, 'current'>
}

/** What the account may know of a revision's rules; null: all of it. */
export const createRuleVisibility =
  ({ policies, inventory }: RuleVisibilityPorts) =>
  async (actor: Actor, revision: number): Promise<RuleVisibility | null> => {
    if (actor.scope.length === 0) return null
    const content = await policies.revision(revision)
    const visibility = visibilityOf(content, await inventory.current(), actor)
    if (visibility === null) return null
    return {
      group: (id) => visibility.group(id),
      rule: (id) => {
        const rule = content.get('rule', id)
        return rule !== undefined && visibility.object(rule)
      },
    }
  }
