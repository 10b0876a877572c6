import type { GroupItem } from '@flowgate/shared'
import type { NewGroupBody } from '../api/group-edits.ts'
import { fromTree, type TreeNode, toRoot } from './criteria-tree.ts'

export interface GroupForm {
  readonly name: string
  readonly description: string
  readonly members: GroupItem['members']
  readonly tree: TreeNode | null
}
export const NO_MEMBERS: GroupItem['members'] = {
  workloads: [],
  segments: [],
  groups: [],
  addresses: [],
  identities: [],
}
export const emptyForm = (name: string): GroupForm => ({
  name,
  description: '',
  members: NO_MEMBERS,
  tree: null,
})
export const formOf = (group: GroupItem): GroupForm => ({
  name: group.name,
  description: group.description,
  members: group.members,
  tree: toRoot(group.criteria),
})
export const criteriaOf = ({ tree }: GroupForm): NewGroupBody['criteria'] => (tree ? fromTree(tree) : null)
export const bodyOf = (form: GroupForm): NewGroupBody => ({
  name: form.name,
  description: form.description,
  members: form.members,
  criteria: criteriaOf(form),
})
