import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '../../platform/exit-codes.ts'
import type { Ids } from '../../platform/ids.ts'
import { StartupError } from '../../platform/startup-error.ts'

/**
 * The key that signs session cookies and encrypts one-time-code secrets. It is given (replicas on one database have to share
 * it), or made once and kept beside the database, not in it: a stolen copy of the database alone signs nobody in.
 */
export const readAuthSecret = (
  { dataDir, authSecret }: { readonly dataDir: string; readonly authSecret: string | undefined },
  ids: Ids,
): string => {
  if (authSecret !== undefined) return authSecret
  const file = join(dataDir, 'auth-secret')
  if (!existsSync(file)) writeFileSync(file, ids.secret(48), { mode: 0o600, flag: 'wx' })
  const kept = readFileSync(file, 'utf8').trim()
  if (kept.length >= 32) return kept
  throw new StartupError(
    exitCodes.dataDirectoryUnusable,
    `the file ${file} holds no usable secret`,
    'Put it back from a backup, or delete it: everybody has to sign in again, and second factors must be enrolled anew.',
  )
}
