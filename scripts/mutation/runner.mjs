/**
 * A test runner for Stryker: all tests stay loaded in its process, a mutant is switched on, the tests that cover it are called,
 * those first that are likely to fail soon. Most mutants are noticed within milliseconds. Stryker's runner for Vitest was not
 * taken because Vitest loads all modules anew for each mutant, which alone takes longer than that by a hundred times.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner'
import { bundleTests, SOURCES } from './bundle.mjs'
import { instrumented, stopAt, workTime } from './instrumented.mjs'
import { createOrder } from './order.mjs'
import { isAsked, STRIDE } from './profile.mjs'
import { CutShort, createTestApi } from './test-api.mjs'

/** A mutant may make a test this much slower, and slow by this much, before it counts as one that does not end. */
const SLOWER = 8
const GRACE_MS = 1_500
/** For loading all test files. */
const LOADING_MS = 10_000

/** In which the process that made the dry run tells the others which files to load and how long each test takes. */
const PLAN = 'mutation-plan.json'

/** @typedef {import('./test-api.mjs').Test} Test */
/** @typedef {Awaited<ReturnType<typeof bundleTests>>} Evaluate */

const createRunner = () => {
  const folder = process.cwd()
  process.env.FLOWGATE_FUZZ_STRIDE = String(STRIDE)
  const inFolder = (/** @type {string} */ path) => relative(folder, path).replaceAll('\\', '/')
  const allFiles = readdirSync(join(folder, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
  const api = createTestApi()
  const order = createOrder()
  /** @type {Evaluate | undefined} */
  let evaluate
  /** The mutant that was active when the tests were loaded, if one was. @type {string | undefined} */
  let loadedWith

  /** Mutants that test files meet while they load. @type {Set<string>} */
  let metInLoading = new Set()

  /** Loads all tests anew while the mutant is active; `''` is none. */
  const load = (/** @type {string} */ activeMutant) => {
    api.tests.length = 0
    instrumented.activeMutant = activeMutant
    loadedWith = activeMutant
    evaluate?.({ vitest: api.vitest, fastCheck: api.fastCheck.module, enter: api.enter })
  }

  /**
   * Loads all tests and tells which mutants that meets. To Stryker these would be static: all tests to be run for each. Only those of the same file need to be.
   * @returns {Record<string, Record<string, number>>} by test file
   */
  const loadCounting = () => {
    const enter = (/** @type {string} */ file) => {
      api.enter(file)
      if (file === SOURCES) delete instrumented.currentTestId
      else instrumented.currentTestId = file
    }
    instrumented.activeMutant = ''
    evaluate?.({ vitest: api.vitest, fastCheck: api.fastCheck.module, enter })
    const met = instrumented.mutantCoverage?.perTest ?? {}
    if (instrumented.mutantCoverage) instrumented.mutantCoverage.perTest = {}
    return met
  }

  /** Runs one test. `failure` is undefined if it passed. @param {Test} test */
  const call = (test) => {
    api.fastCheck.begin(test.id)
    const began = workTime()
    /** @type {unknown} */
    let failure
    try {
      test.run()
    } catch (error) {
      if (!(error instanceof CutShort)) failure = error ?? new Error('failed')
    }
    return { failure, ms: workTime() - began - api.fastCheck.generating() }
  }

  /** @param {{ files?: string[] | undefined }} options the files that hold mutants */
  const dryRun = async ({ files = [] }) => {
    const sources = files.map(inFolder)
    const asked = allFiles.filter((test) => sources.some((source) => isAsked(source, test)))
    if (asked.length === 0) throw new Error(`no test is asked about ${sources.join(', ') || 'anything'}`)
    evaluate = await bundleTests(folder, asked, { counting: true })
    const met = loadCounting()
    const tests = api.tests
      .filter(({ id, file }) => sources.some((source) => isAsked(source, file, id)))
      .map((test) => {
        instrumented.currentTestId = test.id
        const { failure, ms } = call(test)
        const base = { id: test.id, name: test.id, fileName: join(folder, test.file), timeSpentMs: ms }
        return failure === undefined
          ? { ...base, status: TestStatus.Success }
          : { ...base, status: TestStatus.Failed, failureMessage: messageOf(failure) }
      })
    delete instrumented.currentTestId
    for (const { id, timeSpentMs } of tests) order.times.set(id, timeSpentMs)
    const { mutantCoverage } = instrumented
    if (mutantCoverage)
      for (const { id, file } of api.tests.filter(({ id }) => order.times.has(id)))
        mutantCoverage.perTest[id] = { ...met[file], ...mutantCoverage.perTest[id] }
    const plan = {
      asked,
      times: tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]),
      metInLoading: Object.values(met).flatMap((counts) => Object.keys(counts)),
    }
    writeFileSync(join(folder, PLAN), JSON.stringify(plan))
    evaluate = undefined
    return { status: DryRunStatus.Complete, tests, mutantCoverage }
  }

  const prepare = async () => {
    if (evaluate !== undefined) return
    const plan = JSON.parse(readFileSync(join(folder, PLAN), 'utf8'))
    for (const [id, ms] of plan.times) order.times.set(id, ms)
    metInLoading = new Set(plan.metInLoading)
    evaluate = await bundleTests(folder, plan.asked, { counting: false })
    loadedWith = undefined
  }

  /** @param {import('@stryker-mutator/api/test-runner').MutantRunOptions} options */
  const mutantRun = async ({ activeMutant, testFilter, reloadEnvironment, disableBail }) => {
    await prepare()
    const source = relative('.', activeMutant.fileName).replaceAll('\\', '/')
    instrumented.hitCount = 0
    stopAt(workTime() + LOADING_MS)
    try {
      if (reloadEnvironment || metInLoading.has(activeMutant.id)) load(activeMutant.id)
      else if (loadedWith !== '') load('')
    } catch (error) {
      return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: messageOf(error), nrOfTests: 0 }
    }
    instrumented.activeMutant = activeMutant.id
    const covering = testFilter && new Set(testFilter)
    const chosen = api.tests.filter(({ id }) => covering?.has(id) ?? order.times.has(id))
    if (chosen.length === 0)
      throw new Error(`none of the tests that cover mutant ${activeMutant.id} is there`)
    /** @type {string[]} */
    const killedBy = []
    let nrOfTests = 0
    let failureMessage = ''
    for (const test of order.of(chosen, source)) {
      const deadline = workTime() + GRACE_MS + SLOWER * (order.times.get(test.id) ?? 0)
      stopAt(deadline)
      const { failure, ms } = call(test)
      nrOfTests++
      if (workTime() > deadline)
        return { status: MutantRunStatus.Timeout, reason: `${test.id}: ${Math.round(ms)} ms` }
      if (failure === undefined) continue
      order.killed(test, source)
      killedBy.push(test.id)
      failureMessage ||= messageOf(failure)
      if (!disableBail) break
    }
    return killedBy.length > 0
      ? { status: MutantRunStatus.Killed, killedBy, failureMessage, nrOfTests }
      : { status: MutantRunStatus.Survived, nrOfTests }
  }

  return { capabilities: () => ({ reloadEnvironment: true }), dryRun, mutantRun }
}

/** @type {(error: unknown) => string} */
const messageOf = (error) => (error instanceof Error ? error.message : String(error)).slice(0, 500)

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'in-process', /** @type {any} */ (createRunner)),
]
