import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GONE } from '../../src/features/flows/memory/codes.ts'
import { FlowMemory } from '../../src/features/flows/memory/flow-memory.ts'
import { HOUR_MS, type NewFlowRow } from '../../src/features/flows/memory/flow-row.ts'
import { createFlowKeeper } from '../../src/features/flows/store/flow-keeper.ts'
import { followFlows } from '../../src/features/flows/store/flow-loader.ts'
import { mergeRows, nextFlowWrite, writeFlows } from '../../src/features/flows/store/flow-writes.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const NOON = Date.UTC(2026, 2, 18, 12)
const row = (override: Partial<NewFlowRow> = {}): NewFlowRow => ({
  hour: NOON,
  origin: 'observed',
  importId: null,
  sourceAddress: '10.0.0.1',
  destinationAddress: '10.0.0.2',
  sourceWorkload: 'a',
  destinationWorkload: null,
  sourceName: null,
  destinationName: 'db "one", \\ two',
  protocol: 6,
  port: 443,
  state: 'allowed',
  action: 'allow',
  why: 'rule',
  policyId: 'p',
  ruleId: 'p-1',
  revision: 1,
  sessions: 2,
  bytes: 100,
  packets: 4,
  firstSeen: NOON + 1_000,
  lastSeen: NOON + 2_000,
  appId: null,
  userName: 'ann',
  process: null,
  ...override,
})

let database: TestDatabase
let folder: string
let file: string
beforeEach(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'flowgate-flows-'))
  file = join(folder, 'flows.kept')
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await database.close()
})

const write = (...rows: NewFlowRow[]) =>
  database.prisma.$transaction(async (tx) => writeFlows(tx, await nextFlowWrite(tx), mergeRows(rows)))

const undoImport = (importId: string) =>
  database.prisma.$transaction(async (tx) => {
    const seq = await nextFlowWrite(tx)
    await tx.flow.deleteMany({ where: { importId } })
    await tx.flowDeletion.create({ data: { seq, importId } })
  })

/** Everything that memory tells of its rows, codes looked up. */
const told = (memory: FlowMemory) =>
  Array.from({ length: memory.length }, (_, at) => at)
    .filter((at) => memory.columns.state[at] !== GONE)
    .map((at) => {
      const { conversation, source, destination, service, rule, importId, appId, user, process, ...plain } =
        Object.fromEntries(Object.entries(memory.columns).map(([name, column]) => [name, column[at] ?? -1]))
      const talk = memory.conversations[conversation ?? -1]
      expect(talk).toEqual({ source, destination, service })
      return {
        ...plain,
        source: memory.endpoints[source ?? -1],
        destination: memory.endpoints[destination ?? -1],
        service: memory.services[service ?? -1],
        rule: memory.rules[rule ?? -1],
        importId: memory.imports.textOf(importId ?? -1),
        appId: memory.appIds.textOf(appId ?? -1),
        user: memory.users.textOf(user ?? -1),
        process: memory.processes.textOf(process ?? -1),
      }
    })

const fromDatabase = async () => {
  const memory = new FlowMemory()
  const { seen } = await followFlows(database.pool, memory, -1)
  return { memory, seen }
}
const keeper = () => createFlowKeeper(database.pool, file, 1)

const saved = async () => {
  await write(
    row(),
    row({ port: 53, protocol: 17, ruleId: null, policyId: null, why: 'default-rule', state: 'unprotected' }),
    row({ protocol: 1, port: 8 * 256, importId: 'i-1', origin: 'imported', state: 'unknown', action: null }),
    row({ hour: NOON + HOUR_MS, process: '/usr/bin/x', appId: 'tls', userName: null, revision: null }),
  )
  const { memory, seen } = await fromDatabase()
  await keeper().save(memory, seen)
  return seen
}

it('gives back what it kept, and what was written since comes on top', async () => {
  const seen = await saved()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const memory = new FlowMemory()
  expect(await keeper().load(memory)).toBe(seen)
  expect(memory.count).toBe(4)
  expect(told(memory)).toEqual(told((await fromDatabase()).memory))

  // A row that is kept changes, a new one comes with names of its own, an import is undone.
  await write(row({ sessions: 40 }), row({ sourceAddress: '10.9.9.9', userName: 'bob', ruleId: 'p-2' }))
  await undoImport('i-1')
  await followFlows(database.pool, memory, seen)
  const { memory: fresh } = await fromDatabase()
  expect(fresh.count).toBe(4)
  expect(told(memory)).toEqual(told(fresh))
})

it('keeps rows that were taken away out, also when it is saved again', async () => {
  const seen = await saved()
  const memory = new FlowMemory()
  const own = keeper()
  await own.load(memory)
  await undoImport('i-1')
  const { seen: later } = await followFlows(database.pool, memory, seen)
  await own.save(memory, later)
  const again = new FlowMemory()
  expect(await keeper().load(again)).toBe(later)
  expect(again.count).toBe(3)
  expect(told(again)).toEqual(told((await fromDatabase()).memory))
  // The mark of the file that was replaced is gone.
  expect(await database.prisma.flowMark.count()).toBe(1)
  expect(readdirSync(folder)).toEqual(['flows.kept'])
})

it('is not believed where the database does not know its mark', async () => {
  await saved()
  // As after a restore to a time before the file was written.
  await database.prisma.flowMark.deleteMany()
  const memory = new FlowMemory()
  expect(await keeper().load(memory)).toBe(-1)
  expect(memory.length).toBe(0)
})

it.each<[string, (bytes: Buffer) => Buffer]>([
  ['cut short', (bytes) => bytes.subarray(0, bytes.length - 7)],
  ['empty', () => Buffer.alloc(0)],
  [
    'with one bit turned',
    (bytes) => bytes.fill((bytes[bytes.length - 20] ?? 0) ^ 4, bytes.length - 20, bytes.length - 19),
  ],
  ['something else', () => Buffer.from('no flows at all')],
])('is not believed when it is %s', async (_, spoil) => {
  await saved()
  writeFileSync(file, spoil(readFileSync(file)))
  const memory = new FlowMemory()
  expect(await keeper().load(memory)).toBe(-1)
  expect(memory.length).toBe(0)
})

it('is not written for what is read quickly anyway', async () => {
  await write(row())
  const { memory, seen } = await fromDatabase()
  await createFlowKeeper(database.pool, file).save(memory, seen)
  expect(readdirSync(folder)).toEqual([])
})
