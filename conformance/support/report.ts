/** What a suite found, exactly as it is printed. */
export interface SuiteReport {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly string[]
  readonly skips: readonly { readonly case: string; readonly reason: string }[]
}

/** Collects the outcome of each case. A case is passed, failed or skipped with its reason; there is nothing else. */
export interface Cases {
  /** Passes where `check` returns no difference; an error that it throws is a failure with its message. */
  readonly check: (name: string, check: () => readonly string[]) => void
  readonly skip: (name: string, reason: string) => void
  readonly report: () => SuiteReport
}

/** More differences than this of one case are counted, not listed. */
const MOST_DIFFERENCES = 5

export function createCases(suite: string): Cases {
  let passed = 0
  const failures: string[] = []
  const skips: { readonly case: string; readonly reason: string }[] = []
  return {
    check: (name, check) => {
      let differences: readonly string[]
      try {
        differences = check()
      } catch (error) {
        differences = [error instanceof Error ? error.message : String(error)]
      }
      if (differences.length === 0) {
        passed += 1
        return
      }
      const more = differences.length - MOST_DIFFERENCES
      const shown = differences.slice(0, MOST_DIFFERENCES).join('; ')
      failures.push(`${name}: ${shown}${more > 0 ? `; and ${more} more` : ''}`)
    },
    skip: (name, reason) => {
      skips.push({ case: name, reason })
    },
    report: () => ({ name: suite, passed, failed: failures.length, skipped: skips.length, failures, skips }),
  }
}

/** What is in one list and not in the other, as differences. */
export function listDifferences(expected: Iterable<string>, actual: Iterable<string>): readonly string[] {
  const wanted = new Set(expected)
  const found = new Set(actual)
  return [
    ...[...wanted].filter((each) => !found.has(each)).map((each) => `missing: ${each}`),
    ...[...found].filter((each) => !wanted.has(each)).map((each) => `not expected: ${each}`),
  ]
}
