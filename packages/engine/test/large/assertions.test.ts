import { expect, test } from 'vitest'
import { type Assertion, buildSnapshot, checkAssertions, evaluate, type Packet } from '../../src/index.ts'
import { fate, LARGE_MOST, regionFinder, samples, seeds, under } from '../support/large-samples.ts'
import { largeWorld } from '../support/large-world.ts'
import { createRandom } from '../support/random.ts'

/** Looked at of those that an assertion is about, and of all, for which so many are drawn. */
const PACKETS = 30
const DRAWN = 1_000
const ASSERTIONS = 3

/** As the rule says, of all that its ends and services hold. */
const likeRule = (
  { sources, destinations, services }: Pick<Assertion, 'sources' | 'destinations' | 'services'>,
  kind: Assertion['kind'],
  id: string,
): Assertion => ({
  id,
  name: id,
  description: '',
  kind,
  sources,
  destinations,
  services,
  severity: 'high',
  owner: '',
})

test('an assertion about a large document fails exactly where the reference says so', () => {
  let failing = 0
  let witnessed = 0
  for (const seed of seeds(3)) {
    const random = createRandom(seed)
    const world = largeWorld(random, LARGE_MOST)
    const { document } = world
    const rules = document.policies.flatMap((policy) => policy.rules)
    const withUsers = new Set(
      document.groups.flatMap(({ id, members }) =>
        members.identities.length + members.groups.length > 0 ? [id] : [],
      ),
    )
    const plain = rules.filter(({ sources }) => !sources.groups.some((id) => withUsers.has(id)))
    if (plain.length === 0) continue
    const assertions = Array.from({ length: ASSERTIONS }, (_, i) =>
      likeRule(random.pick(plain), random.pick(['must-allow', 'must-deny']), `a${i}`),
    )
    const snapshot = buildSnapshot({ ...document, assertions })
    for (const [i, { result, regions }] of checkAssertions(snapshot).entries()) {
      const assertion = assertions[i]
      if (assertion === undefined) throw new Error('each assertion has a result')
      const isAbout = aboutOf(document, assertion)
      const find = regionFinder(regions)
      const drawn = samples(world, random, DRAWN)
      const about = drawn.filter(isAbout).slice(0, PACKETS)
      for (const packet of [...about, ...drawn.slice(0, PACKETS)]) {
        const by = fate(snapshot, packet)
        const isWrong = isAbout(packet) && by.startsWith('allow') === (assertion.kind === 'must-deny')
        const told = find(packet).map(
          ({ verdict: { action, decidedAt, rule } }) => `${action} ${decidedAt} ${rule}`,
        )
        expect(told, `world ${seed}: ${assertion.id} ${JSON.stringify(packet)}`).toEqual(
          isWrong && result !== 'vacuous' ? [by] : [],
        )
        if (isWrong) failing += 1
      }
      for (const { counterexample, conditions, verdict } of random.some(regions, 20)) {
        const packet = under(counterexample, conditions)
        if (packet === null) continue
        const { action } = evaluate(snapshot, packet, { now: 0 })
        expect(action, `world ${seed}: ${JSON.stringify(packet)}`).toBe(verdict.action)
        expect(action === 'allow').toBe(assertion.kind === 'must-deny')
        expect(isAbout(packet)).toBe(true)
        witnessed += 1
      }
    }
  }
  expect(failing).toBeGreaterThan(20)
  expect(witnessed).toBeGreaterThan(30)
})

/** Whether a packet is one that an assertion speaks of: it has a protected vNIC at one end, and a rule alike would match there. */
function aboutOf(
  document: ReturnType<typeof largeWorld>['document'],
  { sources, destinations, services }: Assertion,
): (packet: Packet) => boolean {
  const alone = buildSnapshot({
    ...document,
    policies: [
      {
        id: 'about',
        name: 'about',
        description: '',
        category: 'application',
        appliedTo: [],
        enabled: true,
        stateful: true,
        tcpStrict: false,
        rules: [
          {
            id: 'about',
            name: 'about',
            sources,
            destinations,
            services,
            contextProfiles: [],
            processes: [],
            users: [],
            direction: 'in-out',
            ipVersion: 'any',
            appliedTo: [],
            action: 'allow',
            log: false,
            enabled: true,
            schedule: null,
            note: '',
          },
        ],
      },
    ],
    inventory: {
      ...document.inventory,
      workloads: document.inventory.workloads.map((each) => ({ ...each, mode: 'full', excluded: false })),
    },
  })
  return (packet) => evaluate(alone, packet, { now: 0 }).evaluations.some(({ rule }) => rule === 'about')
}
