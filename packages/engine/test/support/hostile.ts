import type { Endpoints, FlowgateDocument, Rule } from '../../src/index.ts'
import {
  ANY,
  addresses,
  document,
  group,
  groups,
  inventory,
  not,
  policy,
  rule,
  vnic,
  workload,
} from './documents.ts'

/**
 * Documents that are as bad for analysis as valid ones can be: nearly all of their rules meet nearly all others. Sizes are the
 * caller's; the same sizes make the same document on every machine.
 */
export const HOSTILE = {
  negated,
  'any-any': anyAny,
  blocks,
  overlapping,
} as const

export type HostileKind = keyof typeof HOSTILE

/** Park and Miller: the same numbers on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

const tcp = (first: number, last: number): Pick<Rule, 'services'> => ({
  services: {
    services: [],
    entries: [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[first, last]] }],
  },
})

/** Every `step`th address from the first of two networks on. */
const workloads = (count: number, step = 1) =>
  inventory({
    workloads: Array.from({ length: count }, (_, i) =>
      workload(`w${i}`, {
        vnics: [
          vnic('v', [`10.0.${(i * step) >> 8}.${(i * step) & 255}`, `fd00::${(i * step).toString(16)}`]),
        ],
      }),
    ),
  })

/** Everything but one group to everything but another, on a few ports. */
function negated(rules: number): FlowgateDocument {
  const random = randomFrom(11)
  const size = 500
  return document({
    inventory: workloads(size),
    groups: Array.from({ length: size / 4 }, (_, i) =>
      group(`g${i}`, { workloads: Array.from(new Set([0, 1, 2, 3].map(() => `w${random(size)}`))) }),
    ),
    policies: [
      policy(
        'p',
        Array.from({ length: rules }, (_, i) => {
          const port = 1 + random(2_000)
          const other = () => not(groups(`g${random(size / 4)}`))
          return rule(`r${i}`, {
            sources: other(),
            destinations: other(),
            ...tcp(port, port + random(20)),
            action: random(3) === 0 ? 'drop' : 'allow',
          })
        }),
      ),
    ],
  })
}

/** Any to any on random port ranges. */
function anyAny(rules: number): FlowgateDocument {
  const random = randomFrom(13)
  return document({
    inventory: workloads(20),
    policies: [
      policy(
        'p',
        Array.from({ length: rules }, (_, i) => {
          const port = random(65_000)
          return rule(`r${i}`, {
            sources: ANY,
            destinations: ANY,
            ...tcp(port, Math.min(65_535, port + random(1_000))),
            action: random(3) === 0 ? 'drop' : 'allow',
          })
        }),
      ),
    ],
  })
}

/** Address blocks of both families that lie in each other. */
function blocks(rules: number): FlowgateDocument {
  const random = randomFrom(17)
  /** A block of `2 ** bits` addresses somewhere in the first 65,536 of its family. */
  const block = (isIpv4: boolean): Endpoints => {
    const bits = 4 + random(13)
    const first = (random(1_024) * 64) & (-1 << bits)
    return isIpv4
      ? addresses(`10.0.${first >> 8}.${first & 255}/${32 - bits}`)
      : addresses(`fd00::${first.toString(16)}/${128 - bits}`)
  }
  return document({
    inventory: workloads(500, 131),
    policies: [
      policy(
        'p',
        Array.from({ length: rules }, (_, i) => {
          const port = 1 + random(1_000)
          const isIpv4 = random(2) === 0
          return rule(`r${i}`, {
            sources: block(isIpv4),
            destinations: block(isIpv4),
            ...tcp(port, port + random(100)),
            action: random(3) === 0 ? 'drop' : 'allow',
          })
        }),
      ),
    ],
  })
}

/** A twentieth as many groups as rules, every one with a tenth of the workloads. */
function overlapping(rules: number): FlowgateDocument {
  const random = randomFrom(19)
  const count = Math.max(4, Math.floor(rules / 20))
  const size = 1_000
  const some = () => groups(`g${random(count)}`)
  return document({
    inventory: workloads(size),
    groups: Array.from({ length: count }, (_, i) =>
      group(`g${i}`, { workloads: [...new Set(Array.from({ length: 100 }, () => `w${random(size)}`))] }),
    ),
    policies: [
      policy(
        'p',
        Array.from({ length: rules }, (_, i) => {
          const port = 1 + random(2_000)
          return rule(`r${i}`, {
            sources: some(),
            destinations: some(),
            ...tcp(port, port + random(20)),
            action: random(3) === 0 ? 'drop' : 'allow',
          })
        }),
      ),
    ],
  })
}
