import { canonicalJson, canonicalPolicySet, type PolicySet } from '@flowgate/engine'
import {
  assertion,
  contextProfile,
  policyHead,
  policySettings,
  rule,
  securityGroup,
  service,
} from '@flowgate/shared'
import type { z } from 'zod'
import { sha256 } from '../../platform/hash.ts'

/** What each kind of policy object is stored as. A policy is its head; its rules are objects of their own. */
export interface Bodies {
  readonly settings: z.output<typeof policySettings>
  readonly group: z.output<typeof securityGroup>
  readonly service: z.output<typeof service>
  readonly 'context-profile': z.output<typeof contextProfile>
  readonly policy: z.output<typeof policyHead>
  readonly rule: z.output<typeof rule>
  readonly assertion: z.output<typeof assertion>
}
export const bodySchemas = {
  settings: policySettings,
  group: securityGroup,
  service,
  'context-profile': contextProfile,
  policy: policyHead,
  rule,
  assertion,
} as const

export type ObjectKind = keyof Bodies
export const OBJECT_KINDS: readonly ObjectKind[] = [
  'settings',
  'group',
  'service',
  'context-profile',
  'policy',
  'rule',
  'assertion',
]
export const isObjectKind = (text: string): text is ObjectKind => OBJECT_KINDS.some((kind) => kind === text)

/** One object of a policy set. Immutable. */
export interface ObjectOf<K extends ObjectKind> {
  readonly kind: K
  readonly id: string
  /** Of a rule. */
  readonly policyId: string | null
  /** Place in its list (policies in a category, rules in a policy), compared by code unit; null for the rest. */
  readonly rank: string | null
  readonly body: Bodies[K]
  /** Of the body alone: what a revision's hash is made of. */
  readonly hash: string
}
export type PolicyObject = { [K in ObjectKind]: ObjectOf<K> }[ObjectKind]

/** An object as it is to be, or null where it is to be taken away. */
export interface Write {
  readonly kind: ObjectKind
  readonly id: string
  readonly object: PolicyObject | null
}

export const SETTINGS_ID = 'settings'

const none: PolicySet = {
  settings: { defaultAction: 'allow', logDefault: false },
  groups: [],
  services: [],
  contextProfiles: [],
  policies: [],
  assertions: [],
}

/** The one form of a body: lists that are sets are sorted, addresses have their canonical text. */
const canonicalBody = <K extends ObjectKind>(kind: K, body: Bodies[K]): unknown => {
  const whole = body as { [B in ObjectKind]: Bodies[B] }[ObjectKind]
  const policy = {
    id: '',
    name: '',
    description: '',
    category: 'application',
    appliedTo: [],
    enabled: true,
  } as const
  const sets: { readonly [B in ObjectKind]: () => PolicySet } = {
    settings: () => ({ ...none, settings: whole as Bodies['settings'] }),
    group: () => ({ ...none, groups: [whole as Bodies['group']] }),
    service: () => ({ ...none, services: [whole as Bodies['service']] }),
    'context-profile': () => ({ ...none, contextProfiles: [whole as Bodies['context-profile']] }),
    policy: () => ({ ...none, policies: [{ ...(whole as Bodies['policy']), rules: [] }] }),
    rule: () => ({
      ...none,
      policies: [{ ...policy, stateful: true, tcpStrict: false, rules: [whole as Bodies['rule']] }],
    }),
    assertion: () => ({ ...none, assertions: [whole as Bodies['assertion']] }),
  }
  return canonicalPolicySet(sets[kind]())
}

/** The same for two spellings of the same content: in another order, or with addresses written differently. */
export const hashBody = <K extends ObjectKind>(kind: K, body: Bodies[K]): string =>
  sha256(canonicalJson(canonicalBody(kind, body)))

interface Place {
  readonly policyId?: string | null
  readonly rank?: string | null
}

export const makeObject = <K extends ObjectKind>(
  kind: K,
  id: string,
  body: Bodies[K],
  { policyId = null, rank = null }: Place = {},
): ObjectOf<K> => ({ kind, id, policyId, rank, body, hash: hashBody(kind, body) })

/** The same object elsewhere in its list, or in another list. */
export const placed = <K extends ObjectKind>(object: ObjectOf<K>, place: Place): ObjectOf<K> => ({
  ...object,
  ...place,
})

export const objectKey = ({ kind, id }: { readonly kind: ObjectKind; readonly id: string }): string =>
  `${kind}/${id}`

export const writeOf = (object: PolicyObject): Write => ({ kind: object.kind, id: object.id, object })
export const removalOf = ({ kind, id }: PolicyObject): Write => ({ kind, id, object: null })

type Stored = Pick<PolicyObject, 'hash' | 'policyId' | 'rank'>
/** Same content in the same place. */
export const sameObject = (a: Stored | null | undefined, b: Stored | null | undefined): boolean => {
  if (!a || !b) return !a && !b
  return a.hash === b.hash && a.policyId === b.policyId && a.rank === b.rank
}

/** Changes with the content and, for what has an order, with its place. */
export const etagOf = (stored: Stored): string => {
  const known = etags.get(stored)
  if (known !== undefined) return known
  const { hash, policyId, rank } = stored
  const etag = sha256(`${hash} ${policyId ?? ''} ${rank ?? ''}`).slice(0, 20)
  etags.set(stored, etag)
  return etag
}

/** Objects are immutable, and lists ask for the same ones again and again. */
const etags = new WeakMap<Stored, string>()

export const nameOf = (object: PolicyObject): string =>
  object.kind === 'settings' ? 'Default rule' : object.body.name
