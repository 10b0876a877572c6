import type { ErrorCode } from '@flowgate/shared'

/** What the command's exit status means. Scripts rely on these: a number never changes its meaning. */
export const EXIT = {
  ok: 0,
  /** The answer is no: a test was denied, a comparison found differences. */
  negative: 1,
  usage: 2,
  /** A document, packet or value is wrong. */
  invalid: 3,
  notSignedIn: 4,
  forbidden: 5,
  notFound: 6,
  conflict: 7,
  unreachable: 8,
  server: 9,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done; a test passed',
  negative: 'the answer is no: the tested packet is denied, or there are differences',
  usage: 'the command line is wrong',
  invalid: 'a document, packet or value is wrong',
  notSignedIn: 'not signed in, or the token has expired',
  forbidden: 'your role or token does not allow it',
  notFound: 'no such object',
  conflict: 'somebody else changed it, it is in use, or its name is taken',
  unreachable: 'the Manager, or a host it had to ask, cannot be reached',
  server: 'the Manager failed',
  interrupted: 'stopped by Ctrl-C',
}

const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.invalid,
  401: EXIT.notSignedIn,
  403: EXIT.forbidden,
  404: EXIT.notFound,
  409: EXIT.conflict,
  412: EXIT.conflict,
  413: EXIT.invalid,
  415: EXIT.invalid,
  422: EXIT.invalid,
  428: EXIT.conflict,
  429: EXIT.unreachable,
  503: EXIT.unreachable,
}

export const exitCodeOf = (error: { readonly code: ErrorCode; readonly status: number }): ExitCode =>
  BY_STATUS[error.status] ?? EXIT.server
