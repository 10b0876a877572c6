import { randomBytes, randomUUID } from 'node:crypto'

/** Unguessable identifiers and secrets. */
export interface Ids {
  uuid(): string
  /** URL-safe text with `bytes` bytes of entropy. */
  secret(bytes: number): string
}

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
}
