import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fileWith, newHome, runCli } from '../run-cli.ts'

const shop = fileURLToPath(new URL('./shop.yaml', import.meta.url))
const text = readFileSync(shop, 'utf8')
const lines = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

describe('diff and verify-certificate', () => {
  const wider = fileWith('wider.yaml', text.replace('[[5432, 5432]]', '[[5432, 5433]]'))

  test('nothing differs: 0, and nothing is printed', async () => {
    const { code, stdout, stderr } = await runCli(['diff', '--before', shop, '--after', shop])
    expect([code, stdout, stderr]).toEqual([0, '', 'nothing differs\n'])
  })

  test('a region with both rules and a witness, and a certificate that holds', async () => {
    const certificate = join(newHome(), 'certificate.json')
    const diff = await runCli(['diff', '--before', shop, '--after', wider, '--certificate', certificate])
    expect(diff.code).toBe(1)
    expect(lines(diff.stdout)).toEqual([
      expect.objectContaining({
        kind: 'newly-allowed',
        sources: ['10.1.10.11'],
        destinations: ['10.1.20.11'],
        services: [{ protocol: 'tcp', ports: [[5433, 5433]] }],
        before: expect.objectContaining({ action: 'drop', rule: 'shop-2' }),
        after: expect.objectContaining({ action: 'allow', rule: 'shop-1' }),
      }),
    ])
    const sides = ['--before', shop, '--after', wider]
    const good = await runCli(['verify-certificate', certificate, ...sides])
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('verified: 1 region')])

    const other = await runCli(['verify-certificate', certificate, '--before', wider, '--after', wider])
    expect([other.code, other.stderr]).toEqual([
      3,
      expect.stringContaining('about another document than --before'),
    ])

    const forged = JSON.parse(readFileSync(certificate, 'utf8'))
    writeFileSync(certificate, JSON.stringify({ ...forged, regions: [] }))
    const bad = await runCli(['verify-certificate', certificate, ...sides])
    expect([bad.code, bad.stdout]).toEqual([1, expect.stringContaining('is in no region')])

    writeFileSync(certificate, JSON.stringify({ ...forged, regions: 3 }))
    const none = await runCli(['verify-certificate', certificate, ...sides])
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('regions')])
  })

  test('another inventory: compared on the newer one, where the older policy fits it', async () => {
    const moved = fileWith('moved.yaml', text.replace('10.1.10.11', '10.1.10.12'))
    const { code, stderr } = await runCli(['diff', '--before', shop, '--after', moved])
    expect([code, stderr]).toEqual([0, expect.stringContaining('the inventories differ')])
  })
})

describe('lint', () => {
  const covered = fileWith(
    'covered.yaml',
    `${text}      - id: shop-3
        name: Too late
        sources: { groups: [web-tier] }
        destinations: { groups: [db-tier] }
        services: { entries: [{ protocol: tcp, destinationPorts: [[22, 22]] }] }
        action: allow
`,
  )
  test('findings with what is in the way and why they may go', async () => {
    const { code, stdout, stderr } = await runCli(['lint', '--document', covered])
    expect(code).toBe(0)
    expect(stderr).toMatch(/^\d+ findings\n$/)
    expect(lines(stdout).find((each) => each.code === 'rule-shadowed')).toMatchObject({
      object: { kind: 'rule', id: 'shop-3' },
      related: [{ kind: 'rule', id: 'shop-2' }],
      deletable: { kind: 'covered', by: [{ kind: 'rule', id: 'shop-2' }], fewest: 'smallest' },
    })
  })
  test('with the slice', async () => {
    const { stdout } = await runCli(['lint', '--document', covered, '--slices'])
    const [dead] = lines(stdout).filter((each) => each.code === 'rule-shadowed')
    expect(dead?.shadow).toMatchObject({ whole: true, opposing: { id: 'shop-2' } })
  })
})

test('assert: what does not hold is an exit code', async () => {
  const asserted = fileWith(
    'asserted.yaml',
    `${text}assertions:
  - { id: never, name: No SSH, kind: must-deny, sources: { groups: [web-tier] }, destinations: { groups: [db-tier] }, services: { entries: [{ protocol: tcp, destinationPorts: [[22, 22]] }] } }
  - { id: all, name: All, kind: must-allow, sources: { groups: [web-tier] }, destinations: { groups: [db-tier] } }
`,
  )
  const { code, stdout } = await runCli(['assert', '--document', asserted])
  expect(code).toBe(1)
  expect(lines(stdout).map(({ assertion, result }) => [assertion, result])).toEqual([
    ['never', 'holds'],
    ['all', 'fails'],
  ])
})

describe('blast-radius', () => {
  test('whom a workload reaches, by name, and what stops it', async () => {
    const { code, stdout } = await runCli(['blast-radius', '--document', shop, '--from', 'Shop web'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      from: 'web',
      reached: [{ workload: 'db', hops: 1, through: 'web', rules: [{ id: 'shop-1' }] }],
      cut: { rules: [{ id: 'shop-1' }], atLeast: 1 },
    })
  })
  test('a workload that is not there', async () => {
    const { code, stderr } = await runCli(['blast-radius', '--document', shop, '--from', 'nobody'])
    expect([code, stderr]).toEqual([6, expect.stringContaining('no workload `nobody`')])
  })
})
