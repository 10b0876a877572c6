import { canonicalJson } from '@flowgate/engine'
import { byRank, type PolicyContent } from './content.read-model.ts'
import {
  hashBody,
  nameOf,
  type ObjectKind,
  objectKey,
  type PolicyObject,
  placed,
  sameObject,
  type Write,
} from './objects.read-model.ts'
import { ranksAt } from './ranks.read-model.ts'

/** An object changed on both sides in a way that cannot be put together. */
export interface Conflict {
  readonly kind: ObjectKind
  readonly id: string
  readonly name: string
  readonly policyId: string | null
  /** Fields that both changed, to different values; empty where one side removed it. */
  readonly fields: readonly string[]
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

export interface Merged {
  /** The draft's changes against `theirs`. */
  readonly writes: readonly Write[]
  readonly conflicts: readonly Conflict[]
}

type Side = 'mine' | 'theirs'
interface Contents {
  readonly base: PolicyContent
  readonly mine: PolicyContent
  readonly theirs: PolicyContent
}

const equal = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null)

/** Field by field; `prefer` decides fields that both changed. */
const mergeFields = (base: PolicyObject, mine: PolicyObject, theirs: PolicyObject, prefer: Side) => {
  const [was, ours, other] = [base.body, mine.body, theirs.body].map(
    (body) => new Map<string, unknown>(Object.entries(body)),
  )
  const fields: string[] = []
  const merged: Record<string, unknown> = {}
  for (const [field, value] of ours ?? []) {
    const [before, their] = [was?.get(field), other?.get(field)]
    if (equal(value, before)) merged[field] = their
    else if (equal(their, before) || equal(their, value)) merged[field] = value
    else {
      fields.push(field)
      merged[field] = prefer === 'mine' ? value : their
    }
  }
  const minePlaced = mine.rank !== base.rank || mine.policyId !== base.policyId
  const theirsPlaced = theirs.rank !== base.rank || theirs.policyId !== base.policyId
  if (minePlaced && theirsPlaced && (mine.rank !== theirs.rank || mine.policyId !== theirs.policyId))
    fields.push('position')
  const place = minePlaced && (!theirsPlaced || prefer === 'mine') ? mine : theirs
  // Each field comes from a body of the same kind, so the whole is one again.
  const body = merged as PolicyObject['body']
  const object = {
    ...mine,
    body,
    hash: hashBody(mine.kind, body),
    policyId: place.policyId,
    rank: place.rank,
  } as PolicyObject
  return { object, fields }
}

const conflictOf = (
  { base, mine, theirs }: Contents,
  kind: ObjectKind,
  id: string,
  fields: readonly string[],
): Conflict => {
  const [was, ours, other] = [base.find(kind, id), mine.find(kind, id), theirs.find(kind, id)]
  const named = ours ?? other ?? was
  return {
    kind,
    id,
    name: named === undefined ? id : nameOf(named),
    policyId: named?.policyId ?? null,
    fields,
    base: was?.body ?? null,
    mine: ours?.body ?? null,
    theirs: other?.body ?? null,
  }
}

/**
 * Carries the changes from `base` to `mine` over to `theirs`, object by object and in an object field by field. Conflicts
 * are decided for the preferred side and listed.
 */
export const mergeDraft = (contents: Contents, changed: readonly Write[], prefer: Side): Merged => {
  const { base, theirs } = contents
  const conflicts: Conflict[] = []
  const writes = new Map<string, Write>()
  for (const write of changed) {
    const { kind, id, object: mine } = write
    const [was, other] = [base.find(kind, id), theirs.find(kind, id)]
    if (sameObject(mine, other)) continue
    if (sameObject(was, other)) {
      writes.set(objectKey(write), write)
    } else if (was !== undefined && mine !== null && other !== undefined) {
      const { object, fields } = mergeFields(was, mine, other, prefer)
      if (fields.length > 0) conflicts.push(conflictOf(contents, kind, id, fields))
      writes.set(objectKey(write), { kind, id, object })
    } else {
      conflicts.push(conflictOf(contents, kind, id, []))
      if (prefer === 'mine') writes.set(objectKey(write), write)
    }
  }
  keepRulesWithPolicies(contents, writes, conflicts, prefer)
  return { writes: untied(theirs, [...writes.values()]), conflicts }
}

/** A rule cannot be without its policy: what one side did to a rule of a policy that the other removed is a conflict. */
const keepRulesWithPolicies = (
  contents: Contents,
  writes: Map<string, Write>,
  conflicts: Conflict[],
  prefer: Side,
): void => {
  const { mine, theirs } = contents
  const result = theirs.with([...writes.values()])
  for (const rule of result.all('rule').values()) {
    const policyId = rule.policyId ?? ''
    if (result.get('policy', policyId) !== undefined) continue
    const isMine = writes.has(objectKey(rule))
    conflicts.push(conflictOf(contents, 'rule', rule.id, ['policy']))
    const policy = isMine ? mine.get('policy', policyId) : theirs.get('policy', policyId)
    const dropRule = isMine ? prefer === 'theirs' : prefer === 'mine'
    if (dropRule || policy === undefined) {
      if (isMine) writes.delete(objectKey(rule))
      else writes.set(objectKey(rule), { kind: 'rule', id: rule.id, object: null })
    } else if (isMine) {
      writes.set(objectKey(policy), { kind: 'policy', id: policyId, object: policy })
    } else {
      writes.delete(objectKey(policy))
      for (const [key, write] of writes)
        if (
          write.object === null &&
          write.kind === 'rule' &&
          theirs.get('rule', write.id)?.policyId === policyId
        )
          writes.delete(key)
    }
  }
}

/** Two sides may have chosen the same rank in one list: the draft's object goes right behind the published one. */
const untied = (theirs: PolicyContent, writes: readonly Write[]): readonly Write[] => {
  let content = theirs.with(writes)
  return writes.map((write): Write => {
    const { object } = write
    if (object === null || (object.kind !== 'policy' && object.kind !== 'rule')) return write
    const list: readonly PolicyObject[] =
      object.kind === 'rule'
        ? content.rulesOf(object.policyId ?? '')
        : content.policies.filter(({ body }) => body.category === object.body.category)
    const others = list.filter(({ id }) => id !== object.id)
    if (!others.some(({ rank }) => rank === object.rank)) return write
    const index = others.filter((other) => (other.rank ?? '') <= (object.rank ?? '')).length
    const [rank = object.rank] = ranksAt(others.toSorted(byRank), index, 1)
    const moved: PolicyObject = object.kind === 'rule' ? placed(object, { rank }) : placed(object, { rank })
    const next: Write = { ...write, object: moved }
    content = content.with([next])
    return next
  })
}
