/** What code that Stryker has instrumented talks to: which mutant is active, what has been covered, and when to stop. */

/** @typedef {{ static: Record<string, number>, perTest: Record<string, Record<string, number>> }} Coverage */

/** @type {{ activeMutant?: string | undefined, currentTestId?: string, mutantCoverage?: Coverage, hitCount?: number, readonly hitLimit?: number }} */
export const instrumented = {}
Object.assign(globalThis, { __stryker__: instrumented })

/** Time of this process's own work, ms: on a busy machine the clock runs on while it waits. */
export const workTime = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

let deadline = Number.POSITIVE_INFINITY
let asked = 0

/** Ends a loop that a mutant made endless: the instrumented code asks for its limit, and throws, where it meets the mutant. */
export const stopAt = (/** @type {number} */ time) => {
  deadline = time
}
Object.defineProperty(instrumented, 'hitLimit', {
  get: () => {
    asked++
    return asked % 256 === 0 && workTime() > deadline ? -1 : Number.POSITIVE_INFINITY
  },
})
