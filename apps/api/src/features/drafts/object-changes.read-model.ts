import { canonicalJson } from '@flowgate/engine'
import type { ObjectChange } from '@flowgate/shared'
import { byRank, type PolicyContent } from './content.read-model.ts'
import { nameOf, OBJECT_KINDS, type ObjectKind, type PolicyObject, sameObject } from './objects.read-model.ts'

export type ChangeWord = ObjectChange['change']

/** The list an object has its place in; '' for kinds without order. */
const listOf = (object: PolicyObject): string => {
  if (object.kind === 'policy') return `policy/${object.body.category}`
  return object.kind === 'rule' ? `rule/${object.policyId ?? ''}` : ''
}

const changedFields = (before: PolicyObject, after: PolicyObject): string[] => {
  if (before.hash === after.hash) return []
  const [one, other] = [Object.entries(before.body), new Map<string, unknown>(Object.entries(after.body))]
  return one
    .filter(([field, value]) => canonicalJson(value) !== canonicalJson(other.get(field) ?? null))
    .map(([field]) => field)
}

/** What happened to one object; null = nothing. `moved` tells whether its place counts as another one. */
export const changeOf = (
  before: PolicyObject | undefined,
  after: PolicyObject | undefined,
  moved: boolean,
): ObjectChange | null => {
  const object = after ?? before
  if (object === undefined) return null
  const common = { kind: object.kind, id: object.id, name: nameOf(object), policyId: object.policyId }
  if (before === undefined || after === undefined) {
    return {
      ...common,
      change: before === undefined ? 'added' : 'removed',
      fields: [],
      before: before?.body ?? null,
      after: after?.body ?? null,
    }
  }
  const fields = changedFields(before, after)
  const placing = [...(before.policyId !== after.policyId ? ['policy'] : []), ...(moved ? ['position'] : [])]
  if (fields.length + placing.length === 0) return null
  return {
    ...common,
    change: fields.length > 0 ? 'modified' : 'moved',
    fields: [...fields, ...placing],
    before: before.body,
    after: after.body,
  }
}

/** One object's change word, for marking it in a list. */
export const changeWord = (
  base: PolicyContent | null,
  kind: ObjectKind,
  id: string,
  after: PolicyObject | undefined,
) => {
  if (base === null) return null
  const before = base.find(kind, id)
  if (sameObject(before, after)) return null
  return changeOf(before, after, before?.rank !== after?.rank)?.change ?? null
}

/** Lists in which objects that stayed stand in another order: only there did anything move. */
const reorderedLists = (pairs: readonly (readonly [PolicyObject, PolicyObject])[]): ReadonlySet<string> => {
  const lists = new Map<string, (readonly [PolicyObject, PolicyObject])[]>()
  for (const pair of pairs) {
    const list = listOf(pair[1])
    if (list === '' || list !== listOf(pair[0])) continue
    const known = lists.get(list)
    if (known === undefined) lists.set(list, [pair])
    else known.push(pair)
  }
  const reordered = [...lists].filter(([, list]) => {
    const before = list.toSorted((a, b) => byRank(a[0], b[0])).map(([{ id }]) => id)
    const after = list.toSorted((a, b) => byRank(a[1], b[1])).map(([{ id }]) => id)
    return before.some((id, index) => id !== after[index])
  })
  return new Set(reordered.map(([list]) => list))
}

function* differing(
  before: PolicyContent,
  after: PolicyContent,
): Generator<readonly [PolicyObject | undefined, PolicyObject | undefined]> {
  for (const kind of OBJECT_KINDS) {
    for (const object of before.values(kind)) {
      const other = after.find(kind, object.id)
      if (!sameObject(object, other)) yield [object, other]
    }
    for (const object of after.values(kind))
      if (before.find(kind, object.id) === undefined) yield [undefined, object]
  }
}

const kept = (before: PolicyContent, after: PolicyContent, lists: ReadonlySet<string>) =>
  (['policy', 'rule'] as const).flatMap((kind) =>
    after.values(kind).flatMap((object): (readonly [PolicyObject, PolicyObject])[] => {
      const old = before.find(kind, object.id)
      return old !== undefined && lists.has(listOf(object)) ? [[old, object]] : []
    }),
  )

/** Everything that two policy sets do not share: by kind, rules by policy, then by id. */
export const objectChanges = (before: PolicyContent, after: PolicyContent): ObjectChange[] => {
  const pairs = [...differing(before, after)]
  const reranked = pairs.flatMap(([old, object]) =>
    old !== undefined && object !== undefined && old.rank !== object.rank ? [listOf(object)] : [],
  )
  const reordered = reorderedLists(kept(before, after, new Set(reranked)))
  const changes = pairs.flatMap(([old, object]) => {
    const moved = old?.rank !== object?.rank && object !== undefined && reordered.has(listOf(object))
    return changeOf(old, object, moved) ?? []
  })
  const order = (change: ObjectChange) =>
    `${OBJECT_KINDS.indexOf(change.kind)}/${change.policyId ?? ''}/${change.id}`
  return changes.sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

export const countChanges = (changes: readonly ObjectChange[]) => {
  const count = (word: ChangeWord) => changes.filter(({ change }) => change === word).length
  return {
    added: count('added'),
    modified: count('modified'),
    moved: count('moved'),
    removed: count('removed'),
  }
}
