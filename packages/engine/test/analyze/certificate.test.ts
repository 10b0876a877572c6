import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  buildSnapshot,
  compareSnapshots,
  type DifferenceCertificate,
  differenceCertificate,
  type FlowgateDocument,
  type Snapshot,
  verifyCertificate,
} from '../../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from '../support/documents.ts'
import { tinyDocument } from '../support/tiny-world.ts'

const certified = (before: Snapshot, after: Snapshot): DifferenceCertificate =>
  differenceCertificate({ before: 'b', after: 'a' }, compareSnapshots(before, after))

test('what the comparison says stands up to the checker, conditions and all', { timeout: 120_000 }, () => {
  let regions = 0
  let packets = 0
  fc.assert(
    fc.property(tinyDocument, fc.nat(20), fc.boolean(), (made, which, remove) => {
      const ids = made.policies.flatMap(({ rules }) => rules.map(({ id }) => id))
      const chosen = ids[which % ids.length]
      const changed: FlowgateDocument = {
        ...made,
        policies: made.policies.map((each) => ({
          ...each,
          rules: each.rules.flatMap((one) =>
            one.id !== chosen ? [one] : remove ? [] : [{ ...one, action: 'drop' as const, sources: ANY }],
          ),
        })),
      }
      const [before, after] = [buildSnapshot(made), buildSnapshot(changed)]
      const certificate = certified(before, after)
      const check = verifyCertificate(JSON.parse(JSON.stringify(certificate)), before, after)
      expect(check.errors).toEqual([])
      regions += certificate.regions.length
      packets += check.packets
    }),
    { numRuns: 25, seed: 81 },
  )
  expect(regions).toBeGreaterThan(20)
  expect(packets).toBeGreaterThan(10_000)
})
const ANY = { groups: [], addresses: [], negated: false }

const base = document({
  inventory: inventory({
    workloads: ['a', 'b', 'c'].map((id, i) => workload(id, { vnics: [vnic('v', [`10.0.0.${i + 1}`])] })),
  }),
  groups: ['a', 'b', 'c'].map((id) => group(id, { workloads: [id] })),
})
const web = (ports: [number, number][]) => ({
  services: {
    services: [],
    entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts: ports }],
  },
})
const toB = { sources: groups('a', 'c'), destinations: groups('b') }
const before = buildSnapshot({
  ...base,
  policies: [policy('p', [rule('r', { ...toB, ...web([[80, 80]]) })])],
})
const after = buildSnapshot({
  ...base,
  policies: [policy('p', [rule('r', { ...toB, ...web([[80, 443]]) })])],
})

describe('a certificate that lies is found out', () => {
  const good = certified(before, after)
  const [region] = good.regions
  if (region === undefined) throw new Error('the two differ')
  const lies: [string, Partial<typeof region> | null, string][] = [
    ['a region is left out', null, 'is in no region'],
    ['a region is too small', { sources: ['10.0.0.1'] }, 'is in no region'],
    ['a region is too large', { destinations: ['10.0.0.0/24'] }, 'is in a region'],
    ['a service too many', { services: [{ protocol: 'tcp', ports: [[80, 443]] }] }, 'is in a region'],
    ['another rule', { after: { ...region.after, rule: 'other' } }, 'is said to be'],
    ['another kind', { kind: 'newly-denied' }, 'is said to be `newly-denied`'],
    [
      'a witness from elsewhere',
      { witness: { ...region.witness, source: '9.9.9.9' } },
      'its witness is not in it',
    ],
  ]
  test.each(lies)('%s', (_, over, error) => {
    const regions = good.regions.flatMap((each, i) =>
      i > 0 ? [each] : over === null ? [] : [{ ...each, ...over }],
    )
    const { errors } = verifyCertificate({ ...good, regions }, before, after)
    expect(errors.join('\n')).toContain(error)
  })
  test('a region twice', () => {
    const { errors } = verifyCertificate({ ...good, regions: [...good.regions, region] }, before, after)
    expect(errors.join('\n')).toContain('regions must not overlap')
  })
  test('the other way round', () => {
    expect(verifyCertificate(good, after, before).errors).not.toEqual([])
    expect(verifyCertificate(good, before, after).errors).toEqual([])
  })
})

test('nothing differs: an empty certificate, and the checker agrees', () => {
  expect(certified(before, before).regions).toEqual([])
  expect(verifyCertificate(certified(before, before), before, before).errors).toEqual([])
})

test('the checker shares no code with the analysis or the fast classifier', () => {
  const source = fileURLToPath(new URL('../../src', import.meta.url))
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const text = readFileSync(file, 'utf8')
    // Types leave nothing behind at run time.
    for (const [, named = ''] of text.matchAll(/^(?:import|export) (?!type ).*?from '(\.[^']+)'/gms)) {
      const next = join(dirname(file), named)
      if (existsSync(next)) visit(next)
    }
  }
  visit(join(source, 'certificate/verify.ts'))
  expect(seen.size).toBeGreaterThan(8)
  expect([...seen].filter((file) => /\/(analyze|fast)\//.test(file))).toEqual([])
})
