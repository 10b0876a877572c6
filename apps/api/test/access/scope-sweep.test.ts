import {
  type AnyOperation,
  exportDocument,
  groupEffectiveMembers,
  listDrafts,
  listServices,
  OPERATIONS,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoManager, startDemoManager } from '../flows/demo-manager.ts'
import { steps } from '../support/policy-steps.ts'
import { found, get, namesIn, type Parted, partOf, SCOPE } from './scope-sweep.ts'

/**
 * Bob owns the application `shop` on the whole demo estate. Whatever he asks, nothing tells him of what is not his: neither
 * names, ids, addresses nor counts, nor that asking for a hidden thing is answered otherwise than for one that is not there.
 */
let manager: DemoManager
let bob: string
let parted: Parted
let foreignDraft: string
let foreignImport: string

const SECRET_NOTE = 'opened payroll-vault for the auditors'

beforeAll(async () => {
  manager = await startDemoManager(6_000)
  const { admin } = manager
  const { token } = await manager.user('application-owner', { scope: [SCOPE] })
  bob = token
  await steps(admin).group('payroll-vault', {
    criteria: { field: 'tag', scope: 'app', operator: 'equals', values: ['pay'] },
  })
  await steps(admin).publish({ note: SECRET_NOTE })
  await steps(admin).group('nightly-settlement')
  foreignDraft = (await admin.call(listDrafts, { query: {} })).items[0]?.id ?? ''
  const upload = await fetch(
    `${manager.url}/api/v1/flow-imports?format=ndjson&fileName=settlement-traffic.ndjson`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${(await manager.user('administrator')).token}`,
        'content-type': 'application/octet-stream',
      },
      body: [
        JSON.stringify({
          firstSeen: 1_768_471_200,
          source: '10.99.1.1',
          destination: '10.99.1.2',
          protocol: 'tcp',
          port: 443,
        }),
        'settlement-gibberish',
      ].join('\n'),
    },
  )
  foreignImport = ((await upload.json()) as { id?: string }).id ?? ''
  const document = await admin.call(exportDocument, { query: {} })
  const members = new Map<string, readonly string[]>()
  for (const { id } of document.groups) {
    const { items } = await admin.call(groupEffectiveMembers, {
      params: { groupId: id },
      query: { limit: 500 },
    })
    members.set(
      id,
      items.map(({ workloadId }) => workloadId),
    )
  }
  parted = partOf(document, members)
  // Words that his own objects or the built-in services say anyway are no leak.
  const { admin: reader } = manager
  const { items: services } = await reader.call(listServices, { query: { limit: 500 } })
  const plain = JSON.stringify([
    services.map(({ id, name, description }) => [id, name, description]),
    document.groups.filter(({ id }) => parted.visible.groups.includes(id)),
    document.policies
      .filter(({ id }) => parted.visible.policies.includes(id))
      .map(({ name, description }) => [name, description]),
  ])
  const said = new Set(found(plain, parted.forbidden))
  parted = { ...parted, forbidden: parted.forbidden.filter((word) => !said.has(word)) }
}, 120_000)
afterAll(() => manager.close())

const gets = OPERATIONS.filter(({ method }) => method === 'get')

/** Values worth asking for, by parameter: his own ones. */
const own = (name: string): readonly string[] => {
  switch (name) {
    case 'workloadId':
      return parted.visible.workloads.slice(0, 4)
    case 'hostId':
      return parted.visible.hosts
    case 'groupId':
      return parted.visible.groups
    case 'policyId':
      return parted.visible.policies
    case 'ruleId':
      return parted.visible.rules
    case 'serviceId':
      return ['https', 'dns']
    case 'revision':
      return ['1', '2']
    case 'draftId':
      return ['mine']
    default:
      return ['unknown']
  }
}

/** Values of things that are hidden from him. */
const hidden = (name: string): readonly string[] => {
  switch (name) {
    case 'workloadId':
    case 'workload':
      return parted.hiddenWorkloads.slice(0, 3)
    case 'hostId':
    case 'host':
      return parted.hiddenHosts.slice(0, 3)
    case 'segment':
      return parted.hiddenSegments.slice(0, 3)
    case 'groupId':
    case 'group':
      return parted.hiddenGroups
    case 'policyId':
      return parted.hiddenPolicies
    case 'ruleId':
      return parted.hiddenRules
    case 'draftId':
      return [foreignDraft]
    case 'importId':
      return [foreignImport]
    case 'application':
      return ['pay', 'hr']
    case 'tag':
      return ['app:pay', 'app:hr']
    case 'view':
    case 'before':
    case 'after':
      return [`draft:${foreignDraft}`]
    case 'expand':
      return ['app:pay', 'tier:pay/db']
    case 'source':
    case 'destination':
    case 'either':
      return [
        'app:pay',
        'tier:pay/db',
        'tag:app:pay',
        ...parted.hiddenWorkloads.slice(0, 2).map((id) => `wl:${id}`),
        ...parted.hiddenGroups.map((id) => `group:${id}`),
      ]
    default:
      return []
  }
}

/** What else a query can be given, so that every form of an answer is looked at. */
const variants = (operation: AnyOperation): Record<string, string>[] => {
  const names = namesIn(operation.query)
  const required = Object.fromEntries(
    names.flatMap((name) => {
      if (name === 'q' && operation.id === 'search.all') return [[name, 'a']]
      if (name === 'before') return [[name, 'revision:1']]
      if (name === 'after') return [[name, 'published']]
      if (name === 'groupBy') return [[name, 'source']]
      if (name === 'format') return [[name, 'ndjson']]
      if (operation.id === 'map.edge' && (name === 'source' || name === 'destination')) return [[name, SCOPE]]
      return []
    }),
  )
  const more: Record<string, string>[] = [required]
  const add = (name: string, values: readonly string[]) => {
    if (names.includes(name)) for (const value of values) more.push({ ...required, [name]: value })
  }
  add('limit', ['500'])
  add('groupBy', [
    'source',
    'destination',
    'pair',
    'port',
    'protocol',
    'rule',
    'state',
    'source-application',
    'destination-application',
  ])
  add('level', ['tier', 'workload'])
  add('format', ['csv', 'ndjson'])
  add('view', ['revision:1', 'published', 'draft:mine'])
  add('before', ['revision:0', 'revision:2'])
  add('status', ['open', 'published', 'discarded'])
  if (operation.id === 'map.edge')
    more.push(
      { source: SCOPE, destination: 'bucket:hidden' },
      { source: 'bucket:hidden', destination: SCOPE },
    )
  return more
}

const paramSets = (operation: AnyOperation, values: (name: string) => readonly string[]) => {
  const [name] = namesIn(operation.params)
  return name === undefined ? [{}] : values(name).map((value) => ({ [name]: value }))
}

describe.each(gets.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  it('tells nothing of what is not his', async () => {
    for (const params of paramSets(operation, own))
      for (const query of variants(operation)) {
        const { status, text } = await get(manager.url, bob, operation, params, query)
        const about = `${JSON.stringify(params)} ${JSON.stringify(query)}: ${status}`
        expect(status, about).toBeLessThan(500)
        const words = [...parted.forbidden, foreignDraft, SECRET_NOTE, 'settlement']
        expect(found(text, words), about).toEqual([])
      }
  }, 60_000)

  it('answers for a hidden thing as for one that is not there', async () => {
    const [name] = namesIn(operation.params)
    const asked: [Record<string, string>, Record<string, string>, string][] = []
    if (name !== undefined)
      for (const value of hidden(name)) asked.push([{ [name]: value }, variants(operation)[0] ?? {}, value])
    for (const param of namesIn(operation.query))
      for (const value of hidden(param))
        asked.push([paramSets(operation, own)[0] ?? {}, { ...variants(operation)[0], [param]: value }, value])
    for (const [params, query, value] of asked) {
      const colon = value.lastIndexOf(':')
      const slash = value.lastIndexOf('/')
      const tail = slash > colon ? value.slice(slash) : ''
      const nothing = `${value.slice(0, colon + 1)}no-such-thing${tail}`
      const swap = (record: Record<string, string>) =>
        Object.fromEntries(
          Object.entries(record).map(([key, each]) => [key, each === value ? nothing : each]),
        )
      const there = await get(manager.url, bob, operation, params, query)
      const not = await get(manager.url, bob, operation, swap(params), swap(query))
      const shape = ({ status, text }: typeof there, word: string) => ({
        status,
        text: text
          .replace(/"requestId":"[^"]*"/g, '')
          .replace(/"(from|to|startedAt)":"[^"]*"/g, '')
          .replaceAll(encodeURIComponent(word.slice(word.lastIndexOf(':') + 1)), '*')
          .replaceAll(word.slice(word.lastIndexOf(':') + 1), '*'),
      })
      expect(shape(there, value), JSON.stringify([params, query])).toEqual(shape(not, nothing))
    }
  }, 60_000)

  it('finds nothing by words that he cannot see in the answer', async () => {
    if (!namesIn(operation.query).includes('q')) return
    const words = [
      ...parted.hiddenGroups,
      ...parted.hiddenWorkloads.slice(0, 5),
      ...parted.hiddenRules.slice(0, 5),
      'payroll',
      'settlement',
    ].filter(
      (word) => found(word, parted.forbidden).length > 0 || word === 'payroll' || word === 'settlement',
    )
    const params = paramSets(operation, own)[0] ?? {}
    for (const q of words) {
      const { status, text } = await get(manager.url, bob, operation, params, {
        ...variants(operation)[0],
        q,
      })
      if (status !== 200 || !text.startsWith('{"items"')) continue
      const answer = JSON.parse(text) as { items: unknown[] }
      for (const item of answer.items)
        expect(JSON.stringify(item).toLowerCase(), `q=${q}`).toContain(q.toLowerCase())
    }
  }, 60_000)
})
