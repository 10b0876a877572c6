import type { FlowgateDocument, Workload } from '../src/index.ts'
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

/** Park and Miller: the same numbers on every machine. */
export const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

const TIERS = ['web', 'app', 'db', 'cache'] as const
const TIER_SIZE = 5
/** Groups with members by hand beside those by tags. */
const STATIC_EVERY = 4

export const tagsOf = (app: number, tier: number): Workload['tags'] => [
  { scope: 'app', value: `a${app}` },
  { scope: 'tier', value: TIERS[tier % TIERS.length] ?? 'web' },
]

export interface GroupDocument {
  readonly document: FlowgateDocument
  readonly applications: number
}

/**
 * Applications of four tiers with five workloads each: a group for each tier, by tags, and one with members by hand for every
 * fourth application. Most rules go from one tier to another, mostly of the same application; one in two hundred is about any
 * address, one in a hundred about all but a group.
 */
export function groupDocument(rules: number, workloads: number): GroupDocument {
  const random = randomFrom(11)
  const applications = Math.max(1, Math.ceil(workloads / (TIERS.length * TIER_SIZE)))
  const tierOf = (app: number, tier: number) => `a${app}-${tier}`
  const side = (app: number) => [
    random(5) === 0
      ? `s${random(Math.ceil(applications / STATIC_EVERY))}`
      : tierOf(random(4) === 0 ? random(applications) : app, random(TIERS.length)),
  ]
  return {
    applications,
    document: documentOf({
      inventory: inventory({
        workloads: Array.from({ length: workloads }, (_, i) =>
          workload(`w${i}`, {
            tags: tagsOf(Math.floor(i / (TIERS.length * TIER_SIZE)), Math.floor(i / TIER_SIZE)),
            vnics: [vnic('v', [addressOf(i)])],
          }),
        ),
      }),
      groups: [
        ...Array.from({ length: applications }, (_, app) => app).flatMap((app) =>
          TIERS.map((value, tier) =>
            group(
              tierOf(app, tier),
              {},
              {
                criteria: {
                  all: [
                    { field: 'tag', scope: 'app', operator: 'equals', values: [`a${app}`] },
                    { field: 'tag', scope: 'tier', operator: 'equals', values: [value] },
                  ],
                },
              },
            ),
          ),
        ),
        ...Array.from({ length: Math.ceil(applications / STATIC_EVERY) }, (_, i) =>
          group(`s${i}`, {
            workloads: [...new Set(Array.from({ length: 20 }, () => `w${random(workloads)}`))],
          }),
        ),
      ],
      policies: [
        policy(
          'p',
          Array.from({ length: rules }, (_, i) => {
            const port = 1 + random(2_000)
            const app = random(applications)
            const isAny = random(200) === 0
            return rule(`r${i}`, {
              sources: isAny ? ANY : { ...groups(...side(app)), negated: random(100) === 0 },
              destinations: isAny ? ANY : groups(...side(app)),
              services: {
                services: [],
                entries: [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[port, port + random(3)]] }],
              },
              action: random(5) === 0 ? 'drop' : 'allow',
            })
          }),
        ),
      ],
    }),
  }
}

/** Of workload `i`, and free ones for `i` past the last. */
export const addressOf = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`
