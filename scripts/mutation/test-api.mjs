/**
 * What a test file imports from `vitest`, as plain functions of this process: tests are collected once and then called as often
 * as there are mutants. Vitest itself starts a worker and loads all modules again for each run, which costs a second here;
 * calling a function costs as long as the function takes. `expect` is Vitest's own.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { root } from '../lib/root.mjs'
import { instrumented, workTime } from './instrumented.mjs'
import { samplesOf } from './profile.mjs'

/** @type {typeof import('../../packages/engine/node_modules/fast-check')} */
const fc = createRequire(join(root, 'packages/engine/package.json'))('fast-check')
const fromVitest = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'))
const { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } = await import(
  pathToFileURL(fromVitest.resolve('@vitest/expect')).href
)
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin)

/** @typedef {{ id: string, file: string, run: () => void }} Test */

/**
 * @param {string[]} path names of the groups around
 * @param {(name: string, body: () => void) => void} found
 */
const declarations = (path, found) => {
  /** @type {(name: string, ...rest: unknown[]) => void} */
  const test = (name, ...rest) => {
    const body = rest.find((each) => typeof each === 'function')
    if (typeof body !== 'function') throw new Error(`test without a body: ${name}`)
    found([...path, name].join(' > '), () => {
      const outcome = body()
      // INVARIANT: one mutant is active until the test returns; a promise would outlive it.
      if (outcome instanceof Promise) throw new Error(`${name} is asynchronous: leave its file out`)
    })
  }
  /** @type {(name: string, body: () => void) => void} */
  const describe = (name, body) => {
    path.push(name)
    body()
    path.pop()
  }
  return { test: withEach(test), it: withEach(test), describe: withEach(describe) }
}

/** @param {(name: string, ...rest: any[]) => void} declare */
const withEach = (declare) =>
  Object.assign(declare, {
    each:
      (/** @type {readonly unknown[]} */ cases) =>
      (/** @type {string} */ name, /** @type {unknown[]} */ ...rest) => {
        for (const each of cases) {
          const args = Array.isArray(each) ? each : [each]
          const bound = rest.map((one) => (typeof one === 'function' ? () => one(...args) : one))
          declare(titleOf(name, args), ...bound)
        }
      },
  })

/** @type {(name: string, args: readonly unknown[]) => string} */
const titleOf = (name, args) => {
  const places = name.match(/%[sdifjoO]/g)?.length ?? 0
  return format(name, ...args.slice(0, places))
}

/** The stand-ins for `vitest` and `fast-check`, and the tests that were declared through them. */
export const createTestApi = () => {
  /** @type {Test[]} */
  const tests = []
  /** @type {string[]} */
  const path = []
  let file = ''
  const api = declarations(path, (name, run) => {
    const same = tests.filter(
      ({ id }) => id === `${file}: ${name}` || id.startsWith(`${file}: ${name} #`),
    ).length
    tests.push({ id: `${file}: ${name}${same === 0 ? '' : ` #${same + 1}`}`, file, run })
  })
  return {
    tests,
    /** Tests declared from now on are of this file. */
    enter: (/** @type {string} */ name) => {
      file = name
      // Loading under a mutant may have ended in the middle of a group.
      path.length = 0
    },
    vitest: { ...api, expect: chai.expect },
    fastCheck: cappedFastCheck(),
  }
}

/** INVARIANT: values are kept for the mutants to come, so none may be active while they are made. @type {<T>(make: () => T) => T} */
const unmutated = (make) => {
  const { activeMutant } = instrumented
  instrumented.activeMutant = ''
  try {
    return make()
  } finally {
    instrumented.activeMutant = activeMutant
  }
}

/** Ends a test whose property met fewer values than it asks for: what comes after counts how often something was seen. */
export class CutShort extends Error {}

/**
 * fast-check, but properties meet the same few values each time, which are made only once: to generate a document costs more
 * than to try it. Nothing is shrunk: that a mutant fails matters, not how prettily.
 */
const cappedFastCheck = () => {
  /** Properties are told apart by the order in which a test tries them. @type {Map<string, unknown[]>} */
  const made = new Map()
  let scope = ''
  let next = 0
  let generating = 0
  /** @type {(property: any, wanted?: any) => void} */
  const assert = (property, { numRuns = 100, seed = 1 } = {}) => {
    const most = samplesOf(scope)
    const key = `${scope} ${next++}`
    let samples = made.get(key)
    if (samples === undefined) {
      const began = workTime()
      samples = unmutated(() => fc.sample(property, { numRuns: Math.min(numRuns, most), seed }))
      made.set(key, samples)
      generating += workTime() - began
    }
    for (const [i, sample] of samples.entries()) {
      const failure = property.run(sample)
      if (failure === null || fc.PreconditionFailure.isFailure(failure)) continue
      // What told one mutant from the original is likely to tell the next.
      samples.unshift(...samples.splice(i, 1))
      throw failure.error ?? new Error(String(failure))
    }
    if (numRuns > most) throw new CutShort()
  }
  return {
    module: { ...fc, assert, default: { ...fc, assert }, __esModule: true },
    /** What follows belongs to this test. */
    begin: (/** @type {string} */ test) => {
      scope = test
      next = 0
      generating = 0
    },
    /** Spent on making values since then, ms. */
    generating: () => generating,
  }
}
