import { createListStore, type Lists } from './list-store.ts'
import type { Services } from './services.ts'

/** Lists of candidate filters by number: equal ones once, each without the filters that an earlier one hides. */
export interface CandidateLists {
  /** The number of the list of the first `length` filters, which are ascending. 0 is the empty list. */
  readonly add: (filters: Int32Array, length: number) => number
  /** The same for one filter. */
  readonly single: (filter: number) => number
  readonly finish: () => Lists
}

/** Of a long list only so many are compared with those after them: what stays is longer, and as right. */
const MOST_COMPARED = 64

export function createCandidateLists({ serviceOf, covers }: Services): CandidateLists {
  const store = createListStore()
  let visible = new Int32Array(64)
  store.numberOf(visible, 0)
  const one = new Int32Array(1)
  /** By filter the number of the list that it alone makes, 0 where there is none yet. */
  const singles = new Int32Array(serviceOf.length)

  const single = (filter: number): number => {
    const known = singles[filter] as number
    if (known > 0) return known
    one[0] = filter
    const number = store.numberOf(one, 1)
    singles[filter] = number
    return number
  }
  const add = (filters: Int32Array, length: number): number => {
    if (length === 1) return single(filters[0] as number)
    if (length > visible.length) visible = new Int32Array(length * 2)
    let count = 0
    for (let i = 0; i < length; i += 1) {
      const filter = filters[i] as number
      if (isHidden(filter, count)) continue
      visible[count] = filter
      count += 1
    }
    return store.numberOf(visible, count)
  }
  const isHidden = (filter: number, count: number): boolean => {
    const service = serviceOf[filter] as number
    for (let i = Math.min(count, MOST_COMPARED) - 1; i >= 0; i -= 1)
      if (covers(serviceOf[visible[i] as number] as number, service)) return true
    return false
  }
  return { add, single, finish: store.finish }
}
