import type { Inventory, PolicySet, Rule, SecurityGroup, Workload } from '@flowgate/engine'
import {
  makeCluster,
  makeHost,
  makeSegment,
  makeSite,
  makeVnic,
  makeWorkload,
  tag,
} from '../factories/inventory.ts'
import {
  entries,
  groups,
  hasTags,
  makeGroup,
  makePolicy,
  makePolicySet,
  makeRule,
  tcp,
} from '../factories/policy.ts'
import { createRandom, mix, type Random } from '../random.ts'
import { makeFlow, type SeedFlow } from '../traffic/flow.ts'
import { TCP } from '../traffic/pattern.ts'
import { hourOf, spread } from '../traffic/recorded.ts'
import { HOUR } from '../traffic/rhythm.ts'

export interface LargeEstateOptions {
  readonly workloads: number
  readonly rules: number
  readonly flows: number
  readonly seed: number
  /** Milliseconds since the epoch; flows lie in the 24 hours before. */
  readonly now?: number
}

export interface LargeEstate {
  readonly inventory: Inventory
  readonly policySet: PolicySet
  /** Made while it is read; reading it again gives the same rows. */
  readonly flows: Iterable<SeedFlow>
}

const TIERS = ['web', 'app', 'db'] as const
const PER_APP = 50
const PER_HOST = 40
const PER_SEGMENT = 200
const PORTS = [443, 5432, 6379, 8080, 8443, 9092, 9100, 1433, 22, 3306]

const pad = (number: number, width: number): string => String(number).padStart(width, '0')
const hostId = (index: number): string => `host-${pad(index + 1, 4)}`
const appId = (index: number): string => `app-${pad(index + 1, 4)}`
const segmentId = (index: number): string => `segment-${pad(index + 1, 4)}`

const makeOne = (index: number): Workload => {
  const segment = Math.floor(index / PER_SEGMENT)
  const last = 10 + (index % PER_SEGMENT)
  const [high, low] = [segment >> 8, segment & 255]
  const tier = TIERS[index % TIERS.length] ?? 'app'
  const id = `vm-${pad(index + 1, 6)}`
  return makeWorkload({
    id,
    name: `${appId(Math.floor(index / PER_APP))}-${tier}-${pad((index % PER_APP) + 1, 2)}`,
    host: hostId(Math.floor(index / PER_HOST)),
    os: index % 4 === 0 ? 'Windows Server 2022' : 'Ubuntu 24.04 LTS',
    tags: [
      `app:${appId(Math.floor(index / PER_APP))}`,
      `env:${Math.floor(index / PER_APP) % 4 === 3 ? 'dev' : 'prod'}`,
      `tier:${tier}`,
    ].map(tag),
    vnics: [
      makeVnic({
        id: `${id}-eth0`,
        segment: segmentId(segment),
        addresses: [
          `10.${64 + high}.${low}.${last}`,
          `fd64:0:0:${(segment + 1).toString(16)}::${last.toString(16)}`,
        ],
      }),
    ],
  })
}

const makeRules = (random: Random, count: number, tiers: readonly string[]): readonly Rule[] =>
  Array.from({ length: count }, (_, index) => {
    const source = random.int(tiers.length)
    const neighbour = Math.min(tiers.length - 1, source - (source % TIERS.length) + random.int(TIERS.length))
    const destination = random.chance(0.8) ? neighbour : random.int(tiers.length)
    return makeRule({
      id: `rule-${pad(index + 1, 6)}`,
      sources: groups(tiers[source] ?? ''),
      destinations: groups(tiers[destination] ?? ''),
      services: entries(tcp(random.pick(PORTS))),
      action: random.chance(0.9) ? 'allow' : 'drop',
    })
  })

function* makeFlows(
  options: Required<LargeEstateOptions>,
  workloads: readonly Workload[],
): Generator<SeedFlow> {
  const random = createRandom(mix(options.seed, 0x666c6f77))
  const endOf = (workload: Workload) => ({
    workload: workload.id,
    name: workload.name,
    vnic: workload.vnics[0]?.id ?? null,
    address: workload.vnics[0]?.addresses[0] ?? '',
  })
  for (let count = 0; count < options.flows; count += 1) {
    const from = random.int(workloads.length)
    const app = from - (from % PER_APP)
    const near = app + random.int(Math.min(PER_APP, workloads.length - app))
    const to = random.chance(0.85) ? near : random.int(workloads.length)
    const [source, destination] = [workloads[from], workloads[to]]
    if (source === undefined || destination === undefined) continue
    const start = hourOf(options.now) - (24 - Math.floor((count * 24) / options.flows)) * HOUR
    const sessions = 1 + random.int(200)
    yield makeFlow(endOf(source), endOf(destination), {
      protocol: TCP,
      port: random.pick(PORTS),
      sessions,
      bytes: sessions * (500 + random.int(20_000)),
      packets: sessions * (8 + random.int(40)),
      ...spread(random.next, start, start + HOUR, sessions),
    })
  }
}

/**
 * An estate of any size for scale tests: applications of 50 workloads in three tiers, a group for each tier, rules mostly
 * within an application, and flows that mostly follow them.
 *
 * @throws RangeError for fewer than 1 or more than 2,000,000 workloads, or a negative number of rules or flows.
 */
export const largeEstate = (given: LargeEstateOptions): LargeEstate => {
  const options = { now: Date.UTC(2026, 0, 15, 12), ...given }
  if (!(options.workloads >= 1 && options.workloads <= 2_000_000)) {
    throw new RangeError(`\`workloads\` is ${options.workloads}, expected 1 to 2,000,000`)
  }
  if (!(options.rules >= 0 && options.flows >= 0))
    throw new RangeError('`rules` and `flows` must not be negative')
  const workloads = Array.from({ length: options.workloads }, (_, index) => makeOne(index))
  const apps = Math.ceil(options.workloads / PER_APP)
  const tierGroups = Array.from({ length: apps }, (_, app) =>
    TIERS.map(
      (tier): SecurityGroup =>
        makeGroup({ id: `${appId(app)}-${tier}`, criteria: hasTags(`app:${appId(app)}`, `tier:${tier}`) }),
    ),
  ).flat()
  const rules = makeRules(
    createRandom(options.seed),
    options.rules,
    tierGroups.map((group) => group.id),
  )
  const perPolicy = 500
  return {
    inventory: {
      sites: [makeSite()],
      clusters: [makeCluster()],
      hosts: Array.from({ length: Math.ceil(options.workloads / PER_HOST) }, (_, index) =>
        makeHost({ id: hostId(index), cluster: 'cluster-1' }),
      ),
      segments: Array.from({ length: Math.ceil(options.workloads / PER_SEGMENT) }, (_, index) =>
        makeSegment({
          id: segmentId(index),
          subnets: [
            `10.${64 + (index >> 8)}.${index & 255}.0/24`,
            `fd64:0:0:${(index + 1).toString(16)}::/64`,
          ],
        }),
      ),
      workloads,
    },
    policySet: makePolicySet({
      groups: tierGroups,
      policies: Array.from({ length: Math.ceil(rules.length / perPolicy) }, (_, index) =>
        makePolicy({
          id: `policy-${pad(index + 1, 4)}`,
          rules: rules.slice(index * perPolicy, (index + 1) * perPolicy),
        }),
      ),
    }),
    flows: { [Symbol.iterator]: () => makeFlows(options, workloads) },
  }
}
