/** What the Manager's exit code tells whoever started it. Numbers are never reused; `0` is a wanted stop. */
export const exitCodes = {
  /** A fault of ours: see the log. */
  unexpected: 1,
  /** An environment variable was refused; the message lists each. */
  configuration: 2,
  /** The address or port is taken, or may not be bound. */
  address: 3,
  /** Another Manager works in the same data directory. */
  dataDirectoryLocked: 4,
  /** The database did not answer, or refused the sign-in. */
  databaseDown: 5,
  /** The database was written by a newer Flowgate, or by another build's migrations. */
  databaseNewer: 6,
  /** A migration failed; the database is as it was before it. */
  migrationFailed: 7,
  /** The data directory cannot be used: permissions, or another PostgreSQL version's files. */
  dataDirectoryUnusable: 8,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
