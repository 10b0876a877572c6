import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ids } from '../../platform/ids.ts'

/**
 * The key that signs session cookies and encrypts one-time-code secrets, made once. It lies beside the database, not in it:
 * a stolen copy of the database alone signs nobody in.
 */
export const readAuthSecret = (dataDir: string, ids: Ids): string => {
  const file = join(dataDir, 'auth-secret')
  if (!existsSync(file)) writeFileSync(file, ids.secret(48), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}
