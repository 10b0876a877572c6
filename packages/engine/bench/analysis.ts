/**
 * `pnpm bench analysis [RULES WORKLOADS]`: exact dead rules and the exact difference of two policy sets, against one compile of
 * the same policy (goals G10 and G11). Sides in turn, medians of the ratios; prints JSON.
 */
import { liveness } from '../src/analyze/liveness.ts'
import {
  buildSnapshot,
  compareSnapshots,
  compileWorld,
  createPacketKey,
  type FlowgateDocument,
  type Rule,
} from '../src/index.ts'
import {
  ANY,
  document as documentOf,
  group,
  groups,
  inventory,
  policy,
  rule,
  vnic,
  workload,
} from '../test/support/documents.ts'
import { randomFrom } from './group-document.ts'

const ROUNDS = 5
const [ruleCount = 10_000, workloadCount = 5_000] = process.argv.slice(2).map(Number)

/** Groups of an application's tier each; most rules from one to another on a port or two, some any/any, some negated. */
function makeDocument(): FlowgateDocument {
  const random = randomFrom(7)
  const groupCount = Math.max(2, Math.floor(workloadCount / 10))
  const tier = () => [`g${random(groupCount)}`]
  return documentOf({
    inventory: inventory({
      workloads: Array.from({ length: workloadCount }, (_, i) =>
        workload(`w${i}`, { vnics: [vnic('v', [`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`])] }),
      ),
    }),
    groups: Array.from({ length: groupCount }, (_, i) =>
      group(`g${i}`, {
        workloads: [...new Set(Array.from({ length: 20 }, () => `w${random(workloadCount)}`))],
      }),
    ),
    policies: [
      policy(
        'p',
        Array.from({ length: ruleCount }, (_, i) => {
          const port = 1 + random(2_000)
          const isAny = random(200) === 0
          return rule(`r${i}`, {
            sources: isAny ? ANY : { ...groups(...tier()), negated: random(50) === 0 },
            destinations: isAny ? ANY : groups(...tier()),
            services: {
              services: [],
              entries: [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[port, port + random(3)]] }],
            },
            action: random(5) === 0 ? 'drop' : 'allow',
          })
        }),
      ),
    ],
  })
}

/** Every hundredth rule is edited: off, turned round, or moved to other groups; five of them become any/any. */
function edited(document: FlowgateDocument): FlowgateDocument {
  let edits = 0
  return {
    ...document,
    policies: document.policies.map((policy) => ({
      ...policy,
      rules: policy.rules.map((rule, i): Rule => {
        if (i % 100 !== 50) return rule
        edits += 1
        if (edits % 20 === 0) return { ...rule, sources: ANY, destinations: ANY }
        if (edits % 3 === 0) return { ...rule, action: rule.action === 'allow' ? 'drop' : 'allow' }
        if (edits % 3 === 1) return { ...rule, enabled: false }
        return { ...rule, sources: policy.rules[(i * 7) % policy.rules.length]?.sources ?? rule.sources }
      }),
    })),
  }
}

const timed = <T>(run: () => T): readonly [number, T] => {
  const started = performance.now()
  const result = run()
  return [performance.now() - started, result]
}
const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN
const rounded = (value: number): number => Number(value.toFixed(2))

const document = makeDocument()
const key = createPacketKey()
const [before, after] = [buildSnapshot(document), buildSnapshot(edited(document))]
const times: { compile: number; lint: number; diff: number }[] = []
let dead = 0
let regions = 0
for (let round = 0; round < ROUNDS; round += 1) {
  // A classifier compiles when it is first asked.
  const [compile] = timed(() => compileWorld(buildSnapshot(document)).decide(key, 'source', 0))
  const [lint, found] = timed(() => liveness(before))
  const [diff, differences] = timed(() => compareSnapshots(before, after))
  dead = found.dead.size
  regions = differences.length
  times.push({ compile, lint, diff })
}
console.log(
  JSON.stringify(
    {
      rules: ruleCount,
      workloads: workloadCount,
      compileMs: rounded(median(times.map(({ compile }) => compile))),
      deadRules: { ms: rounded(median(times.map(({ lint }) => lint))), found: dead, goal: 'G11' },
      difference: { ms: rounded(median(times.map(({ diff }) => diff))), regions, goal: 'G10' },
      ratio: {
        deadRulesPerCompile: rounded(median(times.map(({ lint, compile }) => lint / compile))),
        differencePerCompile: rounded(median(times.map(({ diff, compile }) => diff / compile))),
      },
      targets: { deadRulesPerCompile: 20, differencePerCompile: 1 },
    },
    null,
    2,
  ),
)
