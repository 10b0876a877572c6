import { describe, expect, test } from 'vitest'
import type { EndpointTerm, MatchRule } from '../../src/compile/match-rule.ts'
import { type ContextProfile, type PacketContext, parseAddress } from '../../src/index.ts'
import {
  endpointHolds,
  identityHolds,
  processHolds,
  profilesHold,
  type Truth,
  userHolds,
} from '../../src/match/conditions.ts'
import type { Address } from '../../src/model/address.ts'

/* `yes`, `no`, or what would have to be known. */
const told = (truth: Truth): string =>
  typeof truth === 'boolean' ? (truth ? 'yes' : 'no') : `unknown ${truth.join()}`

const ANN: PacketContext = { user: 'ann', userGroups: ['ops'], userClaims: ['dept=hr'] }

describe('identities', () => {
  test.each<[string, readonly string[], PacketContext]>([
    ['yes', ['user:ann'], ANN],
    ['no', ['user:bob'], ANN],
    ['yes', ['user:bob', 'user:ann'], ANN],
    ['yes', ['group:ops'], ANN],
    ['no', ['group:dept=hr'], ANN],
    ['yes', ['claim:dept=hr'], ANN],
    ['no', ['claim:ops'], ANN],
    ['no', ['user:ops'], ANN],
    ['no', ['group:ann'], ANN],
    // A name is compared whole, not as a list of letters or a part.
    ['no', ['user:a'], ANN],
    ['no', ['user:an'], ANN],
    ['no', ['group:op'], ANN],
    ['yes', ['user:domain:ann'], { user: 'domain:ann' }],
    ['no', [], ANN],
    ['no', [], {}],
    ['no', ['user:ann', 'group:ops'], { user: null }],
    ['unknown user', ['user:ann'], {}],
    ['unknown user', ['group:ops'], { user: 'ann' }],
    ['unknown user', ['claim:dept=hr'], { user: 'ann', userGroups: ['ops'] }],
    ['unknown user', ['user:bob', 'group:ops'], { user: 'ann' }],
    ['yes', ['group:ops', 'user:ann'], { user: 'ann' }],
  ])('%s: %j of %j', (wanted, identities, context) => {
    expect(told(identityHolds(identities, context))).toBe(wanted)
  })
})

const at = (last: number): Address => {
  const address = parseAddress(`10.0.0.${last}`)
  if (!address.ok) throw new Error('an address was given')
  return address.value
}

describe('endpoints', () => {
  const term = (over: Partial<EndpointTerm>): EndpointTerm => ({
    any: false,
    negated: false,
    addresses: [[{ first: at(10), last: at(20) }], [{ first: at(30), last: at(30) }]],
    identities: [],
    ...over,
  })
  test.each<[string, Partial<EndpointTerm>, number, PacketContext | null]>([
    ['yes', {}, 10, null],
    ['yes', {}, 20, null],
    ['yes', {}, 30, null],
    ['no', {}, 9, null],
    ['no', {}, 21, null],
    ['no', { negated: true }, 30, null],
    ['yes', { negated: true }, 29, null],
    ['yes', { any: true }, 99, null],
    ['no', { addresses: [] }, 10, null],
    ['yes', { addresses: [], negated: true }, 10, null],
    ['yes', { identities: ['user:ann'] }, 99, ANN],
    ['no', { identities: ['user:ann'] }, 99, null],
    ['no', { identities: ['user:ann'], negated: true }, 99, ANN],
    ['yes', { identities: ['user:ann'], negated: true }, 99, null],
    ['yes', { identities: ['user:ann'] }, 10, {}],
    ['no', { identities: ['user:ann'], negated: true }, 10, {}],
    // Unknown stays unknown under negation.
    ['unknown user', { identities: ['user:ann'] }, 99, {}],
    ['unknown user', { identities: ['user:ann'], negated: true }, 99, {}],
    ['no', {}, 99, {}],
    ['yes', { negated: true }, 99, {}],
  ])('%s: %o, %d', (wanted, over, address, initiator) => {
    expect(told(endpointHolds(term(over), at(address), initiator))).toBe(wanted)
  })
})

const asking = (over: Partial<MatchRule>): MatchRule => ({ users: [], processes: [], ...over }) as MatchRule

test('users and processes: none named is no condition', () => {
  const users = (named: readonly string[], context: PacketContext) =>
    told(userHolds(asking({ users: named }), context))
  expect([
    users([], {}),
    users([], { user: null }),
    users(['user:ann'], ANN),
    users(['user:bob'], ANN),
  ]).toEqual(['yes', 'yes', 'yes', 'no'])
  expect(users(['user:ann'], {})).toBe('unknown user')
  const processes = (named: readonly string[], context: PacketContext) =>
    told(processHolds(asking({ processes: named }), context))
  expect(processes([], {})).toBe('yes')
  expect(processes(['sshd'], {})).toBe('unknown process')
  expect(processes(['sshd'], { process: null })).toBe('no')
  expect(processes(['sshd', 'nginx'], { process: 'nginx' })).toBe('yes')
  expect(processes(['sshd'], { process: 'nginx' })).toBe('no')
})

describe('context profiles', () => {
  const profile = (appIds: readonly string[], fqdns: readonly string[]): ContextProfile => ({
    id: 'p',
    name: 'p',
    description: '',
    appIds,
    fqdns,
  })
  const TLS = profile(['tls', 'http'], [])
  const SITE = profile([], ['*.example.org'])
  test.each<[string, readonly ContextProfile[], PacketContext]>([
    ['yes', [], {}],
    ['yes', [profile([], [])], {}],
    ['yes', [TLS], { appId: 'http' }],
    ['no', [TLS], { appId: 'ssh' }],
    ['no', [TLS], { appId: null }],
    ['unknown app-id', [TLS], {}],
    ['yes', [SITE], { fqdn: 'www.example.org' }],
    ['no', [SITE], { fqdn: 'www.example.com' }],
    ['no', [SITE], { fqdn: null }],
    ['unknown fqdn', [SITE], {}],
    ['unknown fqdn', [SITE], { appId: 'tls' }],
    // Every profile must hold, and both halves of one.
    ['unknown app-id,fqdn', [TLS, SITE], {}],
    ['unknown fqdn', [TLS, SITE], { appId: 'tls' }],
    ['no', [TLS, SITE], { appId: 'ssh' }],
    ['no', [TLS, SITE], { fqdn: 'example.com' }],
    ['yes', [profile(['tls'], ['one.test'])], { appId: 'tls', fqdn: 'one.test' }],
    ['no', [profile(['tls'], ['one.test'])], { appId: 'tls', fqdn: 'two.test' }],
    ['no', [profile(['tls'], ['one.test'])], { appId: 'ssh', fqdn: 'one.test' }],
  ])('%s: %j, %j', (wanted, profiles, context) => {
    expect(told(profilesHold(profiles, context))).toBe(wanted)
  })

  test.each([
    ['yes', 'one.test', 'one.test'],
    ['yes', 'One.Test', 'oNE.tEST.'],
    ['no', 'one.test', 'one.test..'],
    ['no', 'one.test', 'done.test'],
    ['no', 'one.test', 'a.one.test'],
    ['yes', '*.one.test', 'a.one.test'],
    ['yes', '*.ONE.test', 'b.a.one.TEST.'],
    ['no', '*.one.test', 'one.test'],
    ['no', '*.one.test', '.one.test'],
    ['no', '*.one.test', 'done.test'],
    ['no', '*one.test', 'done.test'],
    ['no', 'one.test', 'one.tes'],
    ['no', 'one.test', 'one.test.x'],
  ])('%s: the name pattern %s and %s', (wanted, pattern, fqdn) => {
    expect(told(profilesHold([profile([], ['other.test', pattern])], { fqdn }))).toBe(wanted)
  })
})
