import { randomUUID } from 'node:crypto'

const sane = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/

/** The caller's `X-Request-Id` when it is fit for a log line, else a new one. */
export const requestIdOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' && sane.test(header) ? header : randomUUID()
