import {
  type AddressSet,
  type FlowgateDocument,
  formatRange,
  type Resolution,
  resolveGroups,
  type SecurityGroup,
  updateResolution,
  type Workload,
  wellKnownServiceIds,
} from '@flowgate/engine'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import type { Write } from './objects.read-model.ts'

interface Resolved {
  readonly inventory: LoadedInventory
  readonly resolution: Resolution
  readonly ids: Map<string, readonly string[]>
}
const known = new WeakMap<PolicyContent, Resolved>()

const remember = (content: PolicyContent, inventory: LoadedInventory, resolution: Resolution): Resolved => {
  const made: Resolved = { inventory, resolution, ids: new Map() }
  known.set(content, made)
  return made
}

const resolved = (content: PolicyContent, inventory: LoadedInventory): Resolved => {
  const found = known.get(content)
  if (found !== undefined && found.inventory === inventory) return found
  const { groups } = content.policySet
  return remember(content, inventory, resolveGroups({ groups, inventory: inventory.inventory }))
}

/** Who is in which group of a policy set now. Computed once for a set and an inventory. */
export const resolutionOf = (content: PolicyContent, inventory: LoadedInventory): Resolution =>
  resolved(content, inventory).resolution

/** Ids of the effective members. Without their reasons it is quick for the largest groups. */
export const memberIds = (
  content: PolicyContent,
  inventory: LoadedInventory,
  groupId: string,
): readonly string[] => {
  const { ids, resolution } = resolved(content, inventory)
  const found = ids.get(groupId)
  if (found !== undefined) return found
  const made = resolution.memberIds(groupId)
  ids.set(groupId, made)
  return made
}

const MAX_STEPS = 20

/** Carries a resolution over an edit, so that the next read does not resolve every group again. */
export const carryResolution = (
  before: PolicyContent,
  after: PolicyContent,
  writes: readonly Write[],
): void => {
  const found = known.get(before)
  if (found === undefined || known.has(after)) return
  const groups = writes.filter(({ kind }) => kind === 'group')
  if (groups.length > MAX_STEPS) return
  const resolution = groups.reduce(
    (step, { id }) =>
      updateResolution(step, { kind: 'group', id, group: after.get('group', id)?.body ?? null }),
    found.resolution,
  )
  remember(after, found.inventory, resolution)
}

export const addressTexts = (set: AddressSet): string[] => set.map(formatRange)

/**
 * The set and the inventory as one document that the engine can evaluate. The inventory moves on without asking revisions,
 * so members and services that are gone by now are left out here, once: they hold nothing anyway.
 */
export const documentOf = (
  content: PolicyContent,
  { inventory, workloads }: LoadedInventory,
): FlowgateDocument => {
  const set = content.policySet
  const segments = new Set(inventory.segments.map(({ id }) => id))
  const present = (group: SecurityGroup): SecurityGroup => {
    const { members } = group
    const gone =
      members.workloads.some((id) => !workloads.has(id)) || members.segments.some((id) => !segments.has(id))
    if (!gone) return group
    return {
      ...group,
      members: {
        ...members,
        workloads: members.workloads.filter((id) => workloads.has(id)),
        segments: members.segments.filter((id) => segments.has(id)),
      },
    }
  }
  const knowsService = (id: string) => wellKnownServiceIds.has(id) || content.get('service', id) !== undefined
  const selective = (workload: Workload): Workload =>
    workload.selectiveServices.every(knowsService)
      ? workload
      : { ...workload, selectiveServices: workload.selectiveServices.filter(knowsService) }
  return {
    apiVersion: 'flowgate/v1',
    kind: 'Document',
    ...set,
    groups: set.groups.map(present),
    inventory: { ...inventory, workloads: inventory.workloads.map(selective) },
  }
}
