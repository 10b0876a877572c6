import type { Criteria, FlowgateDocument, Tag, Workload } from '../model/document.ts'
import type { ImportGap } from './source.ts'

/*
 * Labels of other products become tags. What a tag cannot be (a colon or comma in it, more than 128 characters) is written in a
 * way that it can, alike in workloads and criteria, so that the same workloads are selected.
 */

const LONGEST = 128
const MOST_TAGS = 100

/** One letter for each, so that what begins, ends or is contained stays so. */
export function tagText(text: string): string {
  const plain = text.replaceAll(/[:,]/g, '_').replace(/^\s/, '_')
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 9)}~${digest(plain)}`
}

/** FNV-1a, 32 bits: tells long texts apart that begin alike. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** The document with tags that may stand in it; what was changed or left out goes to `gaps`. */
export function withPlainTags(document: FlowgateDocument, gaps: ImportGap[]): FlowgateDocument {
  const note = (path: string, message: string): void =>
    void gaps.push({ file: '', line: null, path, message })
  const told = new Set<string>()
  const plain = (text: string): string => {
    const written = tagText(text)
    if (written !== text && !told.has(text)) {
      told.add(text)
      note('', `\`${text.slice(0, LONGEST)}\` cannot stand in a tag; it is written \`${written}\``)
    }
    return written
  }
  const asked = new Set<string | null>()
  const criteriaOf = (criteria: Criteria): Criteria => {
    if ('all' in criteria) return { all: criteria.all.map(criteriaOf) }
    if ('any' in criteria) return { any: criteria.any.map(criteriaOf) }
    if ('not' in criteria) return { not: criteriaOf(criteria.not) }
    if (criteria.field !== 'tag') return criteria
    asked.add(criteria.scope)
    return {
      ...criteria,
      scope: criteria.scope === null ? null : plain(criteria.scope),
      values: criteria.values.map(plain),
    }
  }
  const tagsOf = ({ id, tags }: Workload): readonly Tag[] => {
    const inOrder =
      tags.length <= MOST_TAGS
        ? tags
        : tags.toSorted((a, b) => Number(asked.has(b.scope)) - Number(asked.has(a.scope)))
    for (const { scope, value } of inOrder.slice(MOST_TAGS))
      note(id, `a workload has ${MOST_TAGS} tags at most; \`${scope}:${value}\` was left out`)
    return distinct(
      inOrder.slice(0, MOST_TAGS).map(({ scope, value }) => ({ scope: plain(scope), value: plain(value) })),
    )
  }
  const groups = document.groups.map((group) => ({
    ...group,
    criteria: group.criteria === null ? null : criteriaOf(group.criteria),
  }))
  const workloads = document.inventory.workloads.map((each) => ({ ...each, tags: tagsOf(each) }))
  return { ...document, groups, inventory: { ...document.inventory, workloads } }
}

const distinct = (tags: readonly Tag[]): readonly Tag[] => [
  ...new Map(tags.map((tag) => [`${tag.scope}:${tag.value}`, tag])).values(),
]
