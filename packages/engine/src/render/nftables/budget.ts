import type { Work } from './partition.ts'

/** What verdict maps may cost before ends become lists of rules. */
export interface Budget {
  /** @returns false once more was looked up or compared than is allowed */
  readonly spend: (cost: { readonly lookups?: number; readonly comparisons?: number }) => boolean
}

/** Rules held against classes of peers, for all ends together: a fraction of a second. */
const MOST_COMPARISONS = 2 ** 25

export const createBudget = (mostLookups: number, work: Work): Budget => {
  let left = mostLookups
  let comparisonsLeft = MOST_COMPARISONS
  return {
    spend: ({ lookups = 0, comparisons = 0 }) => {
      left -= lookups
      comparisonsLeft -= comparisons
      work.comparisons += comparisons
      return left >= 0 && comparisonsLeft >= 0
    },
  }
}

export const unlimited = (work: Work): Budget => ({
  spend: ({ comparisons = 0 }) => {
    work.comparisons += comparisons
    return true
  },
})
