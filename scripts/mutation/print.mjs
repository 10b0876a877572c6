/** @typedef {{ status: string, mutatorName: string, replacement?: string, location: { start: { line: number, column: number }, end: { line: number, column: number } } }} Mutant */
/** @typedef {{ files: Record<string, { source: string, mutants: Mutant[] }> }} Report */

const FOUND = ['Killed', 'Timeout']
const MISSED = ['Survived', 'NoCoverage']

/** One line for each folder and one for all. @type {(report: Report, seconds: number) => number} the score of all, in percent */
export const printScores = (report, seconds) => {
  /** @type {Map<string, { found: number, missed: number }>} */
  const folders = new Map()
  for (const [file, { mutants }] of Object.entries(report.files)) {
    for (const name of [file.split('/').slice(1, -1).join('/'), 'all']) {
      const tally = folders.get(name) ?? { found: 0, missed: 0 }
      tally.found += mutants.filter(({ status }) => FOUND.includes(status)).length
      tally.missed += mutants.filter(({ status }) => MISSED.includes(status)).length
      folders.set(name, tally)
    }
  }
  const all = folders.get('all') ?? { found: 0, missed: 0 }
  folders.delete('all')
  const rows = [...folders].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, { found, missed }] of [...rows, /** @type {const} */ (['all', all])])
    console.log(
      `${name.padEnd(20)} ${percent(found, missed).toFixed(1).padStart(6)} %  ${found} of ${found + missed} mutants noticed`,
    )
  console.log(`${seconds.toFixed(0)} s`)
  return percent(all.found, all.missed)
}

/** @type {(found: number, missed: number) => number} */
const percent = (found, missed) => (found + missed === 0 ? 100 : (100 * found) / (found + missed))

/** Each mutant that no test notices: place, the code, what it became. @type {(report: Report) => void} */
export const printSurvivors = (report) => {
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const lines = source.split('\n')
    for (const { status, replacement = '', location } of mutants) {
      if (!MISSED.includes(status)) continue
      const { start, end } = location
      const first = lines[start.line - 1] ?? ''
      const code =
        start.line === end.line
          ? first.slice(start.column - 1, end.column - 1)
          : `${first.slice(start.column - 1)} ... ${(lines[end.line - 1] ?? '').slice(0, end.column - 1).trim()}`
      console.log(
        `${file}:${start.line}:${start.column} ${status === 'NoCoverage' ? '(not run) ' : ''}${code}  =>  ${replacement.replaceAll(/\s+/g, ' ')}`,
      )
    }
  }
}
