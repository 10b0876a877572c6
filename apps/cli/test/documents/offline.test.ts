import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fileWith, runCli } from '../run-cli.ts'

const example = fileURLToPath(new URL('./shop.yaml', import.meta.url))

const verdictsOf = async (lines: readonly unknown[]): Promise<Record<string, unknown>[]> => {
  const input = lines.map((line) => JSON.stringify(line)).join('\n')
  const { stdout, code } = await runCli(['eval', '--document', example, '--packets', '-'], { input })
  expect(code).toBe(0)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('eval', () => {
  test.each([
    ['allow', 'a rule names the port', { source: 'web', destination: 'db', protocol: 'tcp', port: 5432 }],
    ['drop', 'the next rule drops the rest', { source: 'web', destination: 'db', protocol: 'tcp', port: 22 }],
    ['drop', 'ping is neither', { source: 'web', destination: 'db', protocol: 'icmp', type: 8 }],
    [
      'allow',
      'the other direction has no rule',
      { source: 'db', destination: 'web', protocol: 'tcp', port: 80 },
    ],
    [
      'drop',
      'addresses are as good as names',
      { source: '10.1.10.11', destination: '10.1.20.11', protocol: 'udp', port: 1 },
    ],
    ['drop', 'the engine’s form', { source: 'web', destination: 'db', l4: { protocol: 'ip', number: 47 } }],
  ])('%s: %s', async (action, _, packet) => {
    const [verdict] = await verdictsOf([packet])
    expect(verdict).toMatchObject({ action, line: 1 })
  })

  test('user claims count, and what is no part of a packet is refused with what was given', async () => {
    const packet = { source: 'web', destination: 'db', protocol: 'tcp', port: 22 }
    const context = { user: 'ann', userClaims: ['dept=it'] }
    const [verdict] = await verdictsOf([{ ...packet, context }])
    expect(verdict).toMatchObject({ action: 'drop' })
    const wrong = [
      [{ ...packet, context: { role: 'x' } }, 'context: Unrecognized key: "role"'],
      [{ ...packet, port: 70_000 }, 'port: Too big: expected number to be <=65535, got `70000`'],
      [{ ...packet, destination: undefined }, 'destination: is missing: expected string'],
      [
        { source: 'web', destination: 'db', protocol: 'icmpv6', type: 128 },
        '`web` and `db` do not both have IPv6 addresses',
      ],
    ] as const
    const { code, stdout } = await runCli(['eval', '--document', example, '--packets', '-'], {
      input: wrong.map(([line]) => JSON.stringify(line)).join('\n'),
    })
    expect(code).toBe(3)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).error),
    ).toEqual(wrong.map(([, error]) => error))
  })

  test('between two addresses, ICMP of the other IP version is evaluated as it is', async () => {
    const [verdict] = await verdictsOf([
      { source: '10.1.10.11', destination: '10.1.20.11', protocol: 'icmpv6', type: 128 },
    ])
    expect(verdict).toMatchObject({ action: 'drop' })
  })

  test('a verdict names both ends and carries its trail', async () => {
    const [verdict] = await verdictsOf([{ source: 'web', destination: 'db', protocol: 'tcp', port: 22 }])
    expect(verdict?.evaluations).toMatchObject([
      { point: 'source', workload: 'web', rule: 'shop-2', why: 'rule' },
      { point: 'destination', workload: 'db', rule: 'shop-2', why: 'rule' },
    ])
    const [first] = (verdict?.evaluations ?? []) as { trail: unknown[] }[]
    expect(first?.trail).toContainEqual(
      expect.objectContaining({ rule: 'shop-1', result: 'not-matched', mismatch: 'service' }),
    )
  })

  test('a bad packet is answered in its place, the others are evaluated', async () => {
    const input = [
      '{"source":"web","destination":"db","protocol":"tcp","port":5432}',
      '{"source":"nobody","destination":"db","protocol":"tcp","port":1}',
      '{"source":"web","destination":"db","protocol":"tcp","port":70000}',
      '{"source":"web","destination":"db","protocol":"icmp"}',
      'not json',
      '',
      '{"source":"web","destination":"db","protocol":"tcp","port":5432}',
    ].join('\n')
    const { code, stdout, stderr } = await runCli(['eval', '--document', example, '--packets', '-'], {
      input,
    })
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(code).toBe(3)
    expect(lines.map(({ line, action, error }) => [line, action ?? error])).toEqual([
      [1, 'allow'],
      [2, expect.stringContaining('`nobody`')],
      [3, expect.stringContaining('port')],
      [4, expect.stringContaining('type')],
      [5, expect.stringContaining('JSON')],
      [7, 'allow'],
    ])
    expect(stderr).toContain('line 3')
  })
})

test('explain: every rule tried, down to the tag, and what would turn the verdict round', async () => {
  const packets = '{"source":"web","destination":"db","protocol":"tcp","port":22}\n{"source":"web"}\n'
  const { code, stdout } = await runCli(['explain', '--document', example, '--packets', '-'], {
    input: packets,
  })
  expect(code).toBe(3)
  const [first, second] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(first.action).toBe('drop')
  expect(first.tried.map((each: Record<string, unknown>) => [each.point, each.rule, each.matched])).toEqual([
    ['source', 'shop-1', false],
    ['source', 'shop-2', true],
    ['destination', 'shop-1', false],
    ['destination', 'shop-2', true],
  ])
  const failed = first.tried[0].fields.filter((each: { holds: unknown }) => each.holds !== true)
  expect(failed).toMatchObject([{ field: 'service', got: expect.stringContaining('tcp port 22') }])
  const source = first.tried[0].fields.find((each: { field: string }) => each.field === 'source')
  expect(source.groups[0]).toMatchObject({ belongs: true, reasons: [{ workload: 'web' }] })
  const sizes = first.flips.map(({ size }: { size: string }) => Number(size))
  expect(sizes.length).toBeGreaterThan(1)
  expect(sizes).toEqual(sizes.toSorted((a: number, b: number) => a - b))
  expect(first.flips[0]).toMatchObject({ action: 'allow', changes: [{ kind: 'newly-allowed' }] })
  expect(second.error).toContain('is missing')
})

test('connectivity prints one line for each pair that may talk', async () => {
  const { code, stdout } = await runCli(['connectivity', '--document', example])
  expect(code).toBe(0)
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { src: 'db', dst: 'web', connections: 'all' },
    { src: 'web', dst: 'db', connections: [{ protocol: 'tcp', ports: [[5432, 5432]] }] },
  ])
})

describe('format', () => {
  test('printing is a fixed point: the second time gives the same bytes', async () => {
    const once = await runCli(['format', example])
    const twice = await runCli(['format', '-'], { input: once.stdout })
    expect(once.code).toBe(0)
    expect(twice.stdout).toBe(once.stdout)
  })

  test('YAML and JSON are the same document', async () => {
    const yaml = await runCli(['format', example])
    const json = await runCli(['format', example, '--as', 'json'])
    const back = await runCli(['format', '-'], { input: json.stdout })
    expect(back.stdout).toBe(yaml.stdout)
  })

  test('the example of the handbook is valid', async () => {
    const page = readFileSync(new URL('../../../../docs/document.md', import.meta.url), 'utf8')
    const yaml = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const { code, stdout } = await runCli(['validate', '-'], { input: yaml })
    expect([code, stdout]).toEqual([0, 'valid: 2 workloads, 2 groups, 1 policy, 1 rule\n'])
  })
})

test('what import prints is a valid document, however long the lists were', async () => {
  const blocks = Array.from({ length: 6_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/25`)
  const rules = [
    '*filter',
    ':FORWARD DROP [0:0]',
    '-A FORWARD -p icmp ! --icmp-type 8/0 -j ACCEPT',
    `-A FORWARD -s ${blocks.join(',')} -j ACCEPT`,
    'COMMIT',
  ]
  const imported = await runCli(['import', 'iptables', fileWith('rules', rules.join('\n'))])
  const checked = await runCli(['validate', '-'], { input: imported.stdout })
  expect([imported.code, checked.code, checked.stdout]).toEqual([
    0,
    0,
    'valid: 0 workloads, 1 group, 1 policy, 3 rules\n',
  ])
})

describe('a wrong document is refused whole, with every error', () => {
  const refused = async (content: string, ...parts: (string | RegExp)[]): Promise<void> => {
    const started = Date.now()
    const { code, stderr, stdout } = await runCli(['validate', fileWith('wrong.yaml', content)])
    expect([code, stdout]).toEqual([3, ''])
    for (const part of parts) expect(stderr).toMatch(part)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(Date.now() - started).toBeLessThan(20_000)
  }
  const head = 'apiVersion: flowgate/v1\n'

  test('unknown keys and words', () =>
    refused(
      `${head}policies:\n  - {id: p, name: p, category: applications}\nfoo: 1\n`,
      /line 3.*category/,
      /foo/,
    ))
  test('a group that does not exist', () =>
    refused(
      `${head}policies:\n  - id: p\n    name: p\n    category: application\n    rules:\n      - {id: r, name: r, action: drop, sources: {groups: [ghost]}}\n`,
      /ghost/,
      /line 7/,
    ))
  test('a cycle, with its path', () =>
    refused(
      `${head}groups:\n  - {id: a, name: a, members: {groups: [b]}}\n  - {id: b, name: b, members: {groups: [a]}}\n`,
      /a.*b.*a/,
    ))
  test('a value out of range, with what was given', () =>
    refused(
      `${head}inventory:\n  segments:\n    - {id: s, name: s, vlan: 99999, subnets: []}\n`,
      /line 4: inventory\.segments\[0\]\.vlan: .*<=4094, got `99999`/,
    ))
  test('a long value, shortened', () =>
    refused(`${head}groups:\n  - {id: ${'x'.repeat(5000)}, name: g}\n`, /got `x{80}…`\n/))
  test('lists nested deeper than the stack', () =>
    refused(`${head}groups: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`, /nested more than 64 levels/))
  test('duplicate keys', () => refused(`${head}${head}`, /unique/))
  test('a document of another kind', () => refused('apiVersion: v1\nkind: Pod\n', /apiVersion/))
  test('an empty file', () => refused('', /not a Flowgate document/))
  test('no YAML at all', () => refused('{{{', /not valid/))
  test('NUL and control characters', () =>
    refused(`${head}groups:\n  - {id: g, name: "a\\0b"}\n`, /control characters/))
  test('aliases that multiply', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `k${level}: &k${level} [${
          level === 0
            ? 'x'
            : Array(10)
                .fill(`*k${level - 1}`)
                .join(',')
        }]`,
    )
    return refused(`${head}${levels.join('\n')}\n`, /alias/i)
  })
  test('criteria nested ten thousand deep', () =>
    refused(
      JSON.stringify({ apiVersion: 'flowgate/v1' }).replace(
        '}',
        `,"groups":[{"id":"g","name":"g","criteria":${'{"not":'.repeat(10_000)}{"all":[]}${'}'.repeat(10_000)}}]}`,
      ),
      /nested more than/,
    ))
  test('a million members', () => {
    const members = Array.from({ length: 1_000_000 }, (_, index) => `w${index}`)
    return refused(
      JSON.stringify({
        apiVersion: 'flowgate/v1',
        groups: [{ id: 'g', name: 'g', members: { workloads: members } }],
      }),
      /50000/,
    )
  })
})
