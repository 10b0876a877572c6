/**
 * Imports point one way. Every rule is about places, never about listed features, so a new feature is covered the
 * day its folder appears.
 */
const node_modules = 'node_modules'
const core = ['core']
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown']

/**
 * Files under `from` may import only `to` (path patterns), whatever else they may do.
 * @param {string} name @param {string} comment @param {string} from @param {string[]} to
 * @param {{ core?: boolean, npm?: boolean }} [also]
 */
const only = (name, comment, from, to, also = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: {
    pathNot: [...to, ...(also.npm ? [node_modules] : [])],
    dependencyTypesNot: [...(also.core ? core : []), ...(also.npm ? npm : [])],
  },
})

const engine = '^packages/engine/src/'
const shared = '^packages/shared/src/'
const dfe = '^packages/dfe/src/'
const seed = '^prisma/seed/'
const index = {
  engine: `${engine}index\\.ts$`,
  shared: `${shared}index\\.ts$`,
  dfe: `${dfe}index\\.ts$`,
  seed: `${seed}index\\.ts$`,
}

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two modules that import each other are one module in two files.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|bun:)' },
    },
    {
      name: 'no-barrels',
      comment: 'Only a package has an index; inside, import the file that holds the thing.',
      severity: 'error',
      from: {},
      to: {
        path: '^(packages|apps|prisma|e2e)/.*/index\\.(ts|tsx)$',
        pathNot: `${node_modules}|${Object.values(index).join('|')}`,
      },
    },
    {
      name: 'no-tests-in-products',
      comment: 'What ships must not need what tests it.',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { path: '^(packages|apps|prisma/seed)/.*/?(test|bench)/|^e2e/' },
    },
    only('engine-is-pure', 'The engine imports nothing: not Node, not a library.', engine, [engine]),
    only('shared-needs-zod', 'The contract imports zod alone.', shared, [shared, `${node_modules}/zod/`]),
    only('dfe', 'The DFE runtime imports engine and shared.', dfe, [dfe, index.engine, index.shared], {
      core: true,
    }),
    only(
      'seed',
      'The seed imports engine and shared.',
      `${seed}(?!test/)`,
      [seed, index.engine, index.shared],
      { core: true },
    ),
    only(
      'api-features',
      'A feature imports engine, shared, http, platform, itself, and the read models of others.',
      '^apps/api/src/features/([^/]+)/',
      [
        '^apps/api/src/(http|platform)/',
        '^apps/api/src/features/$1/',
        '^apps/api/src/features/[^/]+/[^/]+\\.read-model\\.ts$',
        index.engine,
        index.shared,
        // The fleet feature hosts the simulated DFEs; the estate feature loads the demo.
        index.dfe,
        index.seed,
      ],
      { core: true, npm: true },
    ),
    only(
      'api-http',
      'The http layer knows no feature.',
      '^apps/api/src/http/',
      ['^apps/api/src/(http|platform)/', index.engine, index.shared],
      { core: true, npm: true },
    ),
    only(
      'api-platform',
      'The platform knows neither http nor features.',
      '^apps/api/src/platform/',
      ['^apps/api/src/platform/', index.engine, index.shared, index.dfe],
      { core: true, npm: true },
    ),
    only(
      'api',
      'The Manager imports no other app.',
      '^apps/api/src/',
      ['^apps/api/src/', '^apps/api/package\\.json$', index.engine, index.shared, index.dfe, index.seed],
      { core: true, npm: true },
    ),
    only(
      'console-features',
      'A feature imports shared, engine, ui, lib and itself; features meet in app/.',
      '^apps/console/src/features/([^/]+)/',
      ['^apps/console/src/(ui|lib)/', '^apps/console/src/features/$1/', index.engine, index.shared],
      { npm: true },
    ),
    only(
      'console-ui-lib',
      'ui and lib know no feature and no page.',
      '^apps/console/src/(ui|lib)/',
      ['^apps/console/src/(ui|lib)/', index.engine, index.shared],
      { npm: true },
    ),
    only(
      'console',
      'The console imports no other app and no Node.',
      '^apps/console/src/',
      ['^apps/console/src/', index.engine, index.shared],
      { npm: true },
    ),
    only(
      'cli',
      'The command imports engine and shared.',
      '^apps/cli/src/',
      ['^apps/cli/src/', '^apps/cli/package\\.json$', index.engine, index.shared],
      { core: true, npm: true },
    ),
    only(
      'dfe-host',
      'The DFE process imports dfe, engine and shared.',
      '^apps/dfe/src/',
      ['^apps/dfe/src/', index.dfe, index.engine, index.shared],
      { core: true, npm: true },
    ),
    only(
      'e2e',
      'Browser tests know the contract and the seed, never the app.',
      '^e2e/',
      ['^e2e/', index.shared, index.seed],
      { core: true, npm: true },
    ),
  ],
  options: {
    doNotFollow: { path: node_modules },
    exclude: { path: '/(dist|generated|test-results|playwright-report)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
}
