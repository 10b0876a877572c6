import type { Permission, Role } from '@flowgate/shared'

/** Who asks. Every mutation takes one; the audit log names it. */
export interface Actor {
  /** The user's id, of a token too; null for the system and for nobody. */
  readonly id: string | null
  readonly name: string
  readonly kind: 'user' | 'token' | 'system' | 'nobody'
  readonly role: Role | null
  readonly permissions: ReadonlySet<Permission>
  /** Tags (`app:shop`) that bound what the actor sees; empty = everything. */
  readonly scope: readonly string[]
  /** Of the session or token that signed in. */
  readonly credentialId: string | null
  readonly requestId: string | null
  readonly address: string | null
  /** Of a request that was sent with one. */
  readonly idempotencyKey?: string
}

/** The Manager itself: demo loading, retention, start-up. */
export const systemActor = (name = 'Flowgate', requestId: string | null = null): Actor => ({
  id: null,
  name,
  kind: 'system',
  role: 'administrator',
  permissions: new Set(),
  scope: [],
  credentialId: null,
  requestId,
  address: null,
})

export const nobody = (about: { requestId: string; address: string | null }): Actor => ({
  id: null,
  name: 'nobody',
  kind: 'nobody',
  role: null,
  permissions: new Set(),
  scope: [],
  credentialId: null,
  ...about,
})
