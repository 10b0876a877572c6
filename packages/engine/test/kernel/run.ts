import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readCase, writeCase } from './case-file.ts'
import { buildLab, labObstacle } from './lab.ts'
import { tutorial } from './tutorial.ts'
import { type MismatchCase, replay, type Totals, verify } from './verify.ts'

/**
 * `pnpm verify:kernel`: the rendered rules in the real kernel, met by real packets, against the engine.
 *
 *   --seed N         default 1
 *   --policies N     default 200
 *   --probes N       connections tried under each, default 100
 *   --cases FOLDER   where mismatches are written, default `test-results/kernel`
 *   --replay FILE    tries one written mismatch again, and nothing else
 */
const PROGRESS_EVERY = 20

function numberOf(name: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  console.error(`--${name} is \`${text}\`, expected a whole number from ${least} on`)
  process.exit(2)
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      policies: { type: 'string', default: '200' },
      probes: { type: 'string', default: '100' },
      cases: { type: 'string', default: join('test-results', 'kernel') },
      replay: { type: 'string' },
    },
  })
  const seed = numberOf('seed', values.seed, 0)
  const policies = numberOf('policies', values.policies, 1)
  const probes = numberOf('probes', values.probes, 1)
  const again = values.replay === undefined ? null : readCase(values.replay)
  const obstacle = labObstacle()
  if (obstacle !== null) {
    console.error(`the kernel cannot be verified here: ${obstacle}`)
    return 2
  }
  const lab = await buildLab()
  try {
    if (again !== null) return await tryAgain(again)
    const lessons = await tutorial(lab, console.log)
    for (const mismatch of lessons) console.log(`MISMATCH in the tutorial: ${JSON.stringify(mismatch)}`)
    const began = performance.now()
    const seconds = (): string => ((performance.now() - began) / 1000).toFixed(1)
    const totals = await verify(lab, {
      seed,
      policies,
      probes,
      onPolicy: (index, { packets, mismatches }) => {
        if ((index + 1) % PROGRESS_EVERY === 0)
          console.log(`${index + 1} policies, ${packets} packets, ${mismatches} mismatches, ${seconds()} s`)
      },
      onMismatch: (index, found) => report(index, found),
    })
    console.log(summary(totals, lessons.length, seconds()))
    return totals.mismatches + lessons.length > 0 ? 1 : 0
  } finally {
    lab.close()
  }

  function report(index: number, found: MismatchCase): void {
    const path = writeCase(values.cases, `seed-${seed}-policy-${index}`, found)
    console.log(`MISMATCH in policy ${index}; again: pnpm verify:kernel --replay ${path}`)
    for (const { probe, expected, got } of found.mismatches) {
      const what = probe === null ? '' : `${probe.protocol} ${probe.from} ${probe.to}:${probe.toPort} `
      console.log(`  ${what}expected ${expected}, got ${got}`)
    }
  }

  async function tryAgain(found: MismatchCase): Promise<number> {
    const mismatches = await replay(lab, found)
    for (const mismatch of mismatches) console.log(JSON.stringify(mismatch))
    console.log(
      `1 policies, ${found.probes.length + found.open.length * 2} packets, ${mismatches.length} mismatches`,
    )
    return mismatches.length > 0 ? 1 : 0
  }
}

const summary = (totals: Totals, lessons: number, seconds: string): string =>
  `${totals.policies} policies, ${totals.packets} packets, ${totals.mismatches + lessons} mismatches` +
  ` (${totals.repeated} batches disturbed and tried again, ${seconds} s)`

process.exitCode = await main()
