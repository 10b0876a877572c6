import type { Criteria, Criterion, Inventory, Workload } from '../model/document.ts'
import { addBit, andInto, type Bitset, bitsOf, emptyBitset, orInto, subtractInto } from './bitset.ts'
import { fieldValues, isCriterion, valueFits } from './criteria.ts'

/**
 * Answers criteria for a whole inventory by set algebra: each distinct value of a field is compared once, however many
 * workloads bear it. Slots that hold null are never in a result.
 */
export interface CriteriaIndex {
  /** The slots whose workload the criteria hold for. The caller may keep and change the set. */
  readonly select: (criteria: Criteria) => Bitset
}

/** Answers to leaves that are kept take a bit for each workload; this is 32 MB. */
const MOST_KEPT_BITS = 2 ** 28

export function createCriteriaIndex(workloads: readonly (Workload | null)[]): CriteriaIndex {
  const size = workloads.length
  const everyone = emptyBitset(size)
  for (const [slot, workload] of workloads.entries()) if (workload !== null) addBit(everyone, slot)
  const postings = new Map<string, Map<string, number[]>>()

  const postingsOf = (criterion: Criterion): Map<string, number[]> => {
    const key =
      criterion.field === 'tag' && criterion.scope !== null ? `tag:${criterion.scope}` : criterion.field
    const known = postings.get(key)
    if (known !== undefined) return known
    const made = new Map<string, number[]>()
    for (const [slot, workload] of workloads.entries()) {
      if (workload === null) continue
      for (const value of fieldValues(criterion, workload)) {
        const slots = made.get(value)
        if (slots === undefined) made.set(value, [slot])
        else slots.push(slot)
      }
    }
    postings.set(key, made)
    return made
  }

  /** Large trees say the same of the same field over and over. INVARIANT: what is kept is never changed. */
  const leaves = new Map<string, Bitset>()
  const leaf = (criterion: Criterion): Bitset => {
    const { field, scope, operator, values } = criterion
    const key = JSON.stringify([field, scope, operator, values])
    const known = leaves.get(key) ?? selectLeaf(criterion)
    if ((leaves.size + 1) * size < MOST_KEPT_BITS) leaves.set(key, known)
    return known
  }

  const selectLeaf = (criterion: Criterion): Bitset => {
    const selected = emptyBitset(size)
    const byValue = postingsOf(criterion)
    const exact =
      criterion.operator === 'equals' || criterion.operator === 'not-equals' || criterion.operator === 'in'
    for (const value of exact ? criterion.values : byValue.keys()) {
      if (valueFits(criterion, value)) for (const slot of byValue.get(value) ?? []) addBit(selected, slot)
    }
    return criterion.operator === 'not-equals' ? complement(selected) : selected
  }

  const complement = (set: Bitset): Bitset => {
    const rest = everyone.slice()
    subtractInto(rest, set)
    return rest
  }

  /** The result may be one that is kept. */
  const answer = (criteria: Criteria): Bitset => {
    if (isCriterion(criteria)) return leaf(criteria)
    if ('not' in criteria) return complement(answer(criteria.not))
    const all = 'all' in criteria
    const result = all ? everyone.slice() : emptyBitset(size)
    for (const child of all ? criteria.all : criteria.any) (all ? andInto : orInto)(result, answer(child))
    return result
  }

  return { select: (criteria) => answer(criteria).slice() }
}

/** Indexes are kept as long as the inventory object lives; an inventory is never changed in place. */
const previews = new WeakMap<Inventory, CriteriaIndex>()

/**
 * The ids of the workloads that the criteria hold for, in inventory order. Fast enough to run on every keystroke: the first
 * call for an inventory object builds an index, later calls reuse it.
 */
export function previewCriteria(criteria: Criteria, inventory: Inventory): readonly string[] {
  let index = previews.get(inventory)
  if (index === undefined) {
    index = createCriteriaIndex(inventory.workloads)
    previews.set(inventory, index)
  }
  return bitsOf(index.select(criteria)).flatMap((slot) => inventory.workloads[slot]?.id ?? [])
}
