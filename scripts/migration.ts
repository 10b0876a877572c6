/**
 * Writes migrations from `prisma/schema.prisma`.
 *
 *   pnpm migration:new NAME        a new migration: what the schema has more than the last migration's
 *   pnpm migration:reset-initial   rewrites the only migration from the schema; for as long as nothing is released
 *   pnpm migration:check           fails when the schema has changes without a migration
 *
 * Beside each `migration.sql` lies the schema it leads to: what the next one is compared with.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/root.mjs'
import { schemaDiff } from './lib/schema-diff.ts'

const folder = join(root, 'prisma/migrations')
const initial = '20260101000000_initial'
/** What Prisma's schema language cannot say (triggers, partial indexes): the end of the initial migration. */
const unmodelled = join(root, 'prisma/unmodelled.sql')

const names = (): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

const currentSchema = (): string => readFileSync(join(root, 'prisma/schema.prisma'), 'utf8')

const lastSchema = (): string | null => {
  const last = names().at(-1)
  return last === undefined ? null : readFileSync(join(folder, last, 'schema.prisma'), 'utf8')
}

const write = (name: string, sql: string): void => {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
  writeFileSync(join(folder, name, 'schema.prisma'), currentSchema())
  console.log(`wrote prisma/migrations/${name}/migration.sql (${sql.trim().split('\n').length} lines)`)
}

const fail = (message: string): void => {
  console.error(message)
  process.exitCode = 1
}

const createNew = async (title: string | undefined): Promise<void> => {
  if (title === undefined || !/^[a-z][a-z0-9_]*$/.test(title)) {
    return fail(`a migration's name is lower case, such as add_host_labels; got \`${title ?? ''}\``)
  }
  const sql = await schemaDiff(lastSchema(), currentSchema())
  if (sql === '') return fail('the schema has nothing that the migrations lack')
  const stamp = new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14)
  write(`${stamp}_${title}`, sql)
}

const initialSql = async (): Promise<string> => {
  const sql = await schemaDiff(null, currentSchema())
  return existsSync(unmodelled) ? `${sql}\n${readFileSync(unmodelled, 'utf8')}` : sql
}

const resetInitial = async (): Promise<void> => {
  const existing = names()
  if (existing.length > 1)
    return fail(`only a single migration can be rewritten; there are ${existing.join(', ')}`)
  const sql = await initialSql()
  for (const name of existing) rmSync(join(folder, name), { recursive: true })
  write(initial, sql)
}

const check = async (): Promise<void> => {
  if (lastSchema() !== currentSchema()) {
    const missing = await schemaDiff(lastSchema(), currentSchema())
    if (missing !== '') return fail(`prisma/schema.prisma has changes without a migration:\n${missing}`)
  }
  console.log('schema and migrations agree')
}

const [command, argument] = process.argv.slice(2)
if (command === 'new') await createNew(argument)
else if (command === 'reset-initial') await resetInitial()
else if (command === 'check') await check()
else fail('usage: migration new NAME | reset-initial | check')
