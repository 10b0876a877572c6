import { describe, expect, test } from 'vitest'
import { lintMergeable } from '../../src/analyze/lint-mergeable.ts'
import { lintShadows } from '../../src/analyze/lint-shadows.ts'
import { liveness } from '../../src/analyze/liveness.ts'
import { meetings } from '../../src/analyze/meetings.ts'
import { createWork } from '../../src/analyze/work.ts'
import { buildSnapshot } from '../../src/index.ts'
import { compileTables } from '../../src/match/fast/compile.ts'
import { HOSTILE, type HostileKind } from '../support/hostile.ts'

/* Growth is told from steps counted, which are the same on every machine, and never from time. */

const stepsOf = (kind: HostileKind, rules: number, limit = Number.POSITIVE_INFINITY): number => {
  const snapshot = buildSnapshot(HOSTILE[kind](rules))
  const live = liveness(snapshot, createWork(limit))
  lintShadows(snapshot, live)
  lintMergeable(snapshot, live)
  return live.space.work.spent()
}

/** Steps for each rule where only few stay alive, for each two rules where most do. */
const PER_RULE = 2_000
const PER_PAIR = 15
const PER_PAIR_THAT_RARELY_SHARES = 0.4

describe('lint of rules that nearly all meet takes steps in proportion', () => {
  test.each<[HostileKind, number, (rules: number) => number]>([
    ['any-any', 300, (rules) => PER_RULE * rules],
    ['negated', 125, (rules) => PER_PAIR * rules ** 2],
    ['blocks', 250, (rules) => PER_PAIR_THAT_RARELY_SHARES * rules ** 2],
    ['overlapping', 500, (rules) => PER_PAIR_THAT_RARELY_SHARES * rules ** 2],
  ])('%s', { timeout: 120_000 }, (kind, rules, most) => {
    for (const size of [rules, 2 * rules, 4 * rules]) {
      const steps = stepsOf(kind, size)
      expect(steps).toBeGreaterThan(size)
      expect(steps).toBeLessThan(most(size))
    }
  })
})

test('past its limit the analysis says which limit that was and what helps', () => {
  const steps = stepsOf('negated', 250)
  expect(stepsOf('negated', 250, steps)).toBe(steps)
  expect(() => stepsOf('negated', 250, steps - 1)).toThrow(
    new RangeError(
      `the rules cut each other into too many pieces to be analysed: more than ${steps - 1} steps; delete rules that others shadow, name fewer different groups and ports, or look at fewer policies at a time`,
    ),
  )
})

test('an assertion looks at the pairs that it asks about only', () => {
  const snapshot = buildSnapshot(HOSTILE.negated(60))
  const tables = compileTables(snapshot)
  const classes = tables.point.length
  const only = (wanted: number) => Array.from({ length: classes }, (_, at) => at === wanted)
  const all = Array.from({ length: classes }, () => true)
  const pairs = (between: Parameters<typeof meetings>[2]) =>
    [...meetings(tables, snapshot.points, between)].flatMap(({ source, destination, key }) =>
      source.classes.flatMap((from) => destination.classes.map((to) => ({ from, to, key }))),
    )
  const borne = Array.from(tables.point.keys()).filter((at) => (tables.point[at] ?? -1) >= 0)
  const [first = -1] = borne
  const second = borne.findLast((at) => tables.family[at] === tables.family[first]) ?? -1
  const whole = pairs({ from: all, to: all })
  expect(whole.length).toBeGreaterThan(classes)
  expect(pairs({ from: only(first), to: only(second) })).toEqual(
    whole.filter(({ from, to }) => from === first && to === second),
  )
  expect(pairs({ from: only(first), to: only(second) })).toHaveLength(1)
})
