import { join, resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes } from './exit-codes.ts'
import { repositoryRoot } from './repository-root.ts'
import { StartupError } from './startup-error.ts'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const isUrlOf = (protocols: string[]) => (text: string) => {
  try {
    const url = new URL(text)
    return protocols.includes(url.protocol) && url.hostname !== ''
  } catch {
    return false
  }
}

/** `0` asks the system for a free port. */
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535)

const environment = z.object({
  DATABASE_URL: z
    .string()
    .refine(isUrlOf(['postgresql:', 'postgres:']))
    .optional(),
  FLOWGATE_ADMIN_PASSWORD: z.string().min(12).max(128).optional(),
  FLOWGATE_AUTH_SECRET: z
    .string()
    .regex(/^[\x21-\x7e]{32,512}$/)
    .refine((text) => new Set(text).size >= 10)
    .optional(),
  FLOWGATE_DATA_DIR: z.string().min(1).default(join(repositoryRoot, '.flowgate')),
  FLOWGATE_DEMO: z.enum(['all', 'on', 'acme', 'boutique', 'off']).default('all'),
  FLOWGATE_PUBLIC_URL: z
    .string()
    .refine(isUrlOf(['http:', 'https:']))
    .optional(),
  HOST: z
    .string()
    .regex(/^[^\s/]+$/)
    .default('127.0.0.1'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: port.default(8080),
})

type Environment = z.infer<typeof environment>

const expected: Record<keyof Environment, string> = {
  DATABASE_URL: 'a PostgreSQL address such as `postgresql://user:password@host:5432/database`',
  FLOWGATE_ADMIN_PASSWORD: '12 to 128 characters',
  FLOWGATE_AUTH_SECRET:
    '32 to 512 visible ASCII characters, random, such as the output of `openssl rand -base64 48`',
  FLOWGATE_DATA_DIR: 'a folder that may be written to',
  FLOWGATE_DEMO:
    '`all`, `acme` or `boutique` (load that demo estate into an empty installation), or `off` (`on` means `all`)',
  FLOWGATE_PUBLIC_URL: 'the address browsers use, such as `https://flowgate.example.org`',
  HOST: 'an address or name to listen on, such as `127.0.0.1` or `0.0.0.0`',
  LOG_LEVEL: `one of ${logLevels.map((level) => `\`${level}\``).join(', ')}`,
  NODE_ENV: '`development`, `production` or `test`',
  PORT: 'a number from 0 to 65535 (0: any free port)',
}

/** Values of these are never printed back. */
const secret: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'FLOWGATE_ADMIN_PASSWORD',
  'FLOWGATE_AUTH_SECRET',
])

const isVariable = (name: unknown): name is keyof Environment =>
  typeof name === 'string' && Object.hasOwn(expected, name)

export type DemoEstate = 'all' | 'acme' | 'boutique'

const demoEstates: Record<Environment['FLOWGATE_DEMO'], DemoEstate | null> = {
  all: 'all',
  on: 'all',
  acme: 'acme',
  boutique: 'boutique',
  off: null,
}

export interface Config {
  /** Absent: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | undefined
  dataDir: string
  host: string
  port: number
  /** The address browsers use, when it is not the one listened on (a reverse proxy). */
  publicUrl: string | undefined
  adminPassword: string | undefined
  /** Signs sessions and encrypts second factors. Absent: kept in `dataDir`; replicas need the same one. */
  authSecret: string | undefined
  logLevel: (typeof logLevels)[number]
  demo: boolean
  /** Null where no demo is wanted. */
  demoEstate: DemoEstate | null
  nodeEnv: Environment['NODE_ENV']
}

/**
 * Reads the Manager's configuration. An empty variable counts as absent.
 * @throws StartupError that lists every refused variable: what came and what would be right
 */
export const parseConfig = (env: Record<string, string | undefined>): Config => {
  const given = Object.fromEntries(
    Object.keys(expected).flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  )
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const refused = new Set(parsed.error.issues.map((issue) => issue.path[0]).filter(isVariable))
    const lines = [...refused].map((name) => {
      const came = secret.has(name) ? 'the value given (not shown)' : `\`${given[name]}\``
      return `  ${name}: ${came} is refused; expected ${expected[name]}`
    })
    throw new StartupError(
      exitCodes.configuration,
      `the configuration has ${lines.length} ${lines.length === 1 ? 'error' : 'errors'}:\n${lines.join('\n')}`,
      'Correct or unset these environment variables and start again.',
    )
  }
  const value = parsed.data
  return {
    databaseUrl: value.DATABASE_URL,
    dataDir: resolve(value.FLOWGATE_DATA_DIR),
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.FLOWGATE_PUBLIC_URL,
    adminPassword: value.FLOWGATE_ADMIN_PASSWORD,
    authSecret: value.FLOWGATE_AUTH_SECRET,
    logLevel: value.LOG_LEVEL,
    demo: value.FLOWGATE_DEMO !== 'off',
    demoEstate: demoEstates[value.FLOWGATE_DEMO],
    nodeEnv: value.NODE_ENV,
  }
}
