import pino from 'pino'
import pretty from 'pino-pretty'
import type { Config } from './config.ts'

export type Log = pino.Logger

/** Fields that may carry a secret, wherever an object is logged whole. */
const secretFields = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'databaseUrl',
]

/**
 * The process log: readable lines on a terminal, JSON lines otherwise.
 * Secrets are cut out by field name, at the top level, one level down, and in request and response headers.
 */
export const createLog = (
  { logLevel }: Pick<Config, 'logLevel'>,
  destination: NodeJS.WriteStream = process.stderr,
): Log => {
  const options: pino.LoggerOptions = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        ...secretFields.flatMap((field) => [field, `*.${field}`]),
        'req.headers.authorization',
        'req.headers.cookie',
        'req.headers["x-api-key"]',
        'res.headers["set-cookie"]',
      ],
      censor: '[redacted]',
    },
  }
  if (!destination.isTTY) return pino(options, destination)
  return pino(
    options,
    pretty({ destination, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }),
  )
}
