import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

const stored = z
  .object({
    url: z.string(),
    /** An API token, for roles that may have one. */
    token: z.string().optional(),
    tokenId: z.string().optional(),
    /** The session cookie, for roles that may not. */
    cookie: z.string().optional(),
    email: z.string().optional(),
    expiresAt: z.string().optional(),
  })
  .strict()
export type StoredSignIn = z.infer<typeof stored>

/** `$XDG_CONFIG_HOME/flowgate/sign-in.json`, or the same below `~/.config`. */
export const configFile = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'flowgate', 'sign-in.json')

export const readSignIn = (file = configFile()): StoredSignIn | null => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Failure(EXIT.usage, `cannot read ${file}: ${(error as Error).message}`)
  }
  try {
    return stored.parse(JSON.parse(text))
  } catch {
    throw new Failure(EXIT.usage, `${file} is damaged`, ['remove it and sign in again with `flowgate login`'])
  }
}

/** Readable by its owner alone, and never half-written. */
export const writeSignIn = (signIn: StoredSignIn, file = configFile()): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, `${JSON.stringify(signIn, null, 2)}\n`, { mode: 0o600 })
  chmodSync(partial, 0o600)
  renameSync(partial, file)
}

export const removeSignIn = (file = configFile()): void => rmSync(file, { force: true })
