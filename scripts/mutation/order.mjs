/** Which test to call first: one that has killed mutants of the same file before, and soon. */

/** What is not known yet is worth a try: as if a test had killed this often. */
const PRIOR = 0.5
/** So that the cheapest of all do not always come first, ms. */
const OVERHEAD = 0.5
/** What a kill in another file says about this one. */
const ELSEWHERE = 0.02

export const createOrder = () => {
  /** Usual time of each test, ms. @type {Map<string, number>} */
  const times = new Map()
  /** @type {Map<string, number>} */
  const kills = new Map()
  const count = (/** @type {string} */ key) => kills.get(key) ?? 0
  const add = (/** @type {string} */ key) => kills.set(key, count(key) + 1)
  return {
    times,
    killed: (/** @type {{ id: string }} */ test, /** @type {string} */ file) => {
      add(test.id)
      add(`${file} ${test.id}`)
    },
    /**
     * @template {{ id: string }} T
     * @param {readonly T[]} tests
     * @param {string} file that was mutated
     */
    of: (tests, file) => {
      const worth = new Map(
        tests.map(({ id }) => [
          id,
          (PRIOR + count(`${file} ${id}`) + ELSEWHERE * count(id)) / ((times.get(id) ?? 10) + OVERHEAD),
        ]),
      )
      return [...tests].sort((a, b) => (worth.get(b.id) ?? 0) - (worth.get(a.id) ?? 0))
    },
  }
}
