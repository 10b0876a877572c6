import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm'
import * as wasm from '@prisma/schema-engine-wasm/schema_engine_bg'
import { startEmbeddedServer } from '../../apps/api/src/platform/database/embedded-server.ts'

/** Prisma's own migration engine as WebAssembly; its command-line form would download a native one. */
const loadEngine = async (url: string): Promise<SchemaEngine> => {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const bytes = readFileSync(join(dirname(entry), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': wasm })
  wasm.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }))
  return wasm.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter)
}

const target = (schema: string | null): DiffTarget =>
  schema === null
    ? { tag: 'empty' }
    : { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] }

/**
 * The SQL script that takes a database from one Prisma schema to another; empty when they mean the same.
 * The engine asks a server for its version before it compares texts, so it gets a throw-away one.
 *
 * @param from null: an empty database
 */
export const schemaDiff = async (from: string | null, to: string): Promise<string> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'flowgate-schema-'))
  const server = await startEmbeddedServer({ dataDir, durable: false })
  try {
    const engine = await loadEngine(server.url('postgres'))
    const filters = { externalTables: [], externalEnums: [] }
    const sides = { from: target(from), to: target(to) }
    const { stdout } = await engine.diff({ ...sides, script: true, exitCode: null, filters })
    const script = stdout ?? ''
    return script.includes('This is an empty migration.') ? '' : script
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
