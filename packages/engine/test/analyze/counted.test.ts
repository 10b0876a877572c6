import { expect, test } from 'vitest'
import { createWork, type Work } from '../../src/analyze/work.ts'
import {
  blastRadius,
  buildSnapshot,
  checkAssertions,
  compareSnapshots,
  connectivity,
} from '../../src/index.ts'
import { ANY } from '../support/documents.ts'
import { HOSTILE } from '../support/hostile.ts'

/* Whatever may look at all pairs of ends with all of their rules counts what it does, and stops with a reason. */

const made = (rules: number) => {
  const document = HOSTILE.negated(rules)
  const [policy] = document.policies
  if (policy === undefined) throw new Error('hostile documents have a policy')
  const assertions = (['must-deny', 'must-allow'] as const).map((kind) => ({
    id: kind,
    name: kind,
    description: '',
    kind,
    sources: ANY,
    destinations: ANY,
    services: { services: [], entries: [] },
    severity: 'high' as const,
    owner: '',
  }))
  const wide = policy.rules.map((rule, i) => (i === 3 ? { ...rule, sources: ANY, destinations: ANY } : rule))
  return {
    before: buildSnapshot({ ...document, assertions }),
    after: buildSnapshot({ ...document, policies: [{ ...policy, rules: wide }] }),
  }
}
type Pair = ReturnType<typeof made>

test.each<[string, (pair: Pair, work: Work) => unknown]>([
  ['connectivity', ({ before }, work) => [...connectivity(before, {}, work)]],
  ['comparison', ({ before, after }, work) => compareSnapshots(before, after, work)],
  ['blast radius', ({ before }, work) => blastRadius(before, 'w0', {}, work)],
  ['assertions', ({ before }, work) => checkAssertions(before, work)],
])(
  '%s: more rules are more steps, and past the limit there is an error that says what helps',
  (_, analyse) => {
    const stepsOf = (pair: Pair, limit: number): number => {
      const work = createWork(limit)
      analyse(pair, work)
      return work.spent()
    }
    const [few, more] = [made(8), made(24)]
    const steps = stepsOf(few, Number.POSITIVE_INFINITY)
    expect(steps).toBeGreaterThan(100)
    expect(stepsOf(more, Number.POSITIVE_INFINITY)).toBeGreaterThan(steps)
    expect(stepsOf(few, steps)).toBe(steps)
    expect(() => stepsOf(few, steps - 1)).toThrow(RangeError)
    expect(() => stepsOf(few, steps - 1)).toThrow(
      `more than ${steps - 1} steps; delete rules that others shadow`,
    )
  },
)
