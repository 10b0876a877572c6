import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../repository-root.ts'

/** One step of the schema: `prisma/migrations/<name>/migration.sql`. */
export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file, in hex: the form Prisma's own tools record. */
  checksum: string
}

export const migrationsFolder = join(repositoryRoot, 'prisma', 'migrations')

/** All migrations of this build, oldest first; their names begin with their time. */
export const readMigrations = (folder: string = migrationsFolder): Migration[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
