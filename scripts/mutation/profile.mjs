/**
 * What of the engine's tests is called for a mutant. A mutant that survives pays for all of it, so each area asks the tests that
 * speak about it, and properties meet few values. Both can only lower the score, never raise it.
 */

/** Tests of bounds on time and memory: slow by nature, and what they ask is not whether an answer is right. */
const BOUNDS = /nesting as deep as memory|one filter for each of thousands|in bounded time and memory/
const LONG_ROWS = /among thousands of rules/
const FILTERS = /the filter back end/

/** Where mutants are, which test files are asked about them, and which tests of those are not. The first that fits counts. */
const AREAS = [
  {
    source: /^src\/resolve\//,
    files: /^test\/(resolve|truth-table|golden|explain|differential|resolve\/.*)\./,
    except: [BOUNDS, LONG_ROWS, FILTERS],
  },
  { source: /^src\/match\/filters\//, files: /^test\/(filters|differential)\./, except: [BOUNDS, LONG_ROWS] },
  {
    source: /^src\/match\/(fast|groups)\//,
    files: /^test\/(differential|golden|groups-update|match\/.*)\./,
    except: [BOUNDS],
  },
  {
    source: /^src\/match\//,
    files: /^test\/(truth-table|trail|golden|differential|match\/.*)\./,
    except: [LONG_ROWS, FILTERS],
  },
  {
    source: /^src\/analyze\//,
    files:
      /^test\/(assertions|compare|connectivity|diff|explain|flips|golden|lint|analyze\/.*|resolve\/bitset)\./,
    except: [],
  },
]

/** Is a test of this file asked about mutants in that one? The name may be left out. @type {(source: string, file: string, test?: string) => boolean} */
export const isAsked = (source, file, test = '') => {
  const area = AREAS.find((each) => each.source.test(source))
  return area?.files.test(file) === true && !area.except.some((each) => each.test(test))
}

/** Values that a property meets, by the name of its test: some 100 ms' worth. The first that fits counts. */
const SAMPLES = /** @type {const} */ ([
  [/^test\/analyze\/(boxes|cover)/, 60],
  [/among thousands of rules/, 1],
  [/the dead slice: exactly|^test\/explain/, 2],
  [/^test\/compare|interference|certificate|blast-radius|shadow|no rule that some packet|without a dead/, 4],
  [/^test\/(differential|lint|filters|flips|groups-update)/, 6],
  [/./, 20],
])

/** `pnpm mutation --depth N` takes so many times as many. */
const DEPTH = Number(process.env.FLOWGATE_MUTATION_DEPTH ?? 1)

/** @type {(test: string) => number} */
export const samplesOf = (test) => DEPTH * (SAMPLES.find(([name]) => name.test(test))?.[1] ?? 0)

/** Of the tiny world's packets, each so many-th meets a document. The number has no common factor with how they are laid out. */
export const STRIDE = 7
