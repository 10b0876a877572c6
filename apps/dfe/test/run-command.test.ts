import { buildSnapshot, spanFor } from '@flowgate/engine'
import { demoDocument } from '@flowgate/seed'
import { expect, test } from 'vitest'
import { type CommandIo, runCommand } from '../src/run-command.ts'

const document = demoDocument()
const span = spanFor(buildSnapshot(document), 'host-01', { revision: 1, inventoryVersion: 1 })
const local = document.inventory.workloads.find(({ host }) => host === 'host-01')
const address = local?.vnics[0]?.addresses[0] ?? ''

const run = async (args: readonly string[], input: readonly string[] = []) => {
  const printed: string[] = []
  const io: CommandIo = {
    readFile: (path) => {
      if (path === 'span.json') return JSON.stringify(span)
      if (path === 'other.json') return '{"format":"other"}'
      throw new Error('no such file')
    },
    lines: async function* () {
      yield* input
    },
    print: (text) => void printed.push(text),
    now: () => Date.UTC(2026, 0, 5),
  }
  return { code: await runCommand(args, io), printed }
}

const packet = (more: object = {}): string =>
  JSON.stringify({
    source: '192.0.2.1',
    destination: address,
    l4: { protocol: 'tcp', sourcePort: 40_000, destinationPort: 443 },
    ...more,
  })

test('rules: every rule of the span, in order, in words', async () => {
  const { printed } = await run(['rules', 'span.json'])
  const ids = span.policies.flatMap((policy) => policy.rules.map(({ id }) => id))
  expect(printed.map((line) => JSON.parse(line).rule).sort()).toEqual(ids.sort())
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({
    category: 'emergency',
    policyName: expect.any(String),
  })
})

test('eval: one decision for each end that is here', async () => {
  const { printed, code } = await run(
    ['eval', 'span.json'],
    [packet(), '', packet({ destination: '192.0.2.9' })],
  )
  expect(code).toBe(0)
  expect(printed.map((line) => JSON.parse(line))).toMatchObject([
    { line: 1, point: 'destination', workload: local?.id, host: 'host-01' },
  ])
})

test.each([
  [['eval', 'span.json'], ['{'], 'line 1 is not JSON'],
  [['eval', 'span.json'], [packet(), packet({ port: 1 })], 'line 2 is no packet'],
  [['eval', 'span.json'], [packet({ source: 'nowhere' })], 'line 1: `nowhere` is not an IP address'],
  [['rules', 'other.json'], [], '`other.json` holds no span that can be enforced'],
  [['rules', 'absent.json'], [], 'no such file'],
  [['start'], [], '`start` is no command'],
  [['rules'], [], '`rules` takes one file'],
])('%j refuses %j', async (args, input, message) => {
  await expect(run(args, input)).rejects.toThrow(message)
})

test('help', async () => {
  expect((await run(['--help'])).printed[0]).toContain('usage: flowgate-dfe rules SPAN')
  expect((await run([])).code).toBe(2)
})
