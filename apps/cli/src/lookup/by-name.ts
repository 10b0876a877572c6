import {
  type AnyOperation,
  type Client,
  getGroup,
  getPolicy,
  getRule,
  getService,
  getWorkload,
  listGroups,
  listPolicies,
  listServices,
  listWorkloads,
  type Output,
} from '@flowgate/shared'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { orNull } from './view.ts'

const isId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text)

interface Named {
  readonly id: string
  readonly name: string
}

/** People type names, scripts ids: an id wins, then the exact name, then the name in another case. */
const find = async <T extends Named>(
  kind: string,
  text: string,
  byId: (id: string) => Promise<T>,
  search: (q: string) => Promise<{ items: T[] }>,
): Promise<T> => {
  const exact = isId(text) ? await orNull(byId(text)) : null
  if (exact !== null) return exact
  const { items } = await search(text)
  const lower = text.toLowerCase()
  const found =
    items.find(({ name }) => name === text) ?? items.find(({ name }) => name.toLowerCase() === lower)
  if (found !== undefined) return found
  const near = items.slice(0, 5).map(({ name, id }) => (name === id ? name : `${name} (${id})`))
  throw new Failure(
    EXIT.notFound,
    `there is no ${kind} with the id or name \`${text}\``,
    near.length > 0 ? [`near it: ${near.join(', ')}`] : [],
  )
}

type Item<O extends AnyOperation> = Output<O>

export const findGroup = (client: Client, text: string, view: string): Promise<Item<typeof getGroup>> =>
  find(
    'security group',
    text,
    (groupId) => client.call(getGroup, { params: { groupId }, query: { view } }),
    (q) => client.call(listGroups, { query: { view, q, limit: 200 } }),
  )

export const findService = (client: Client, text: string, view: string): Promise<Item<typeof getService>> =>
  find(
    'service',
    text,
    (serviceId) => client.call(getService, { params: { serviceId }, query: { view } }),
    (q) => client.call(listServices, { query: { view, q, limit: 200 } }),
  )

export const findPolicy = (client: Client, text: string, view: string): Promise<Item<typeof getPolicy>> =>
  find(
    'policy',
    text,
    (policyId) => client.call(getPolicy, { params: { policyId }, query: { view } }),
    (q) => client.call(listPolicies, { query: { view, q, limit: 200 } }),
  )

export const findWorkload = (client: Client, text: string): Promise<Item<typeof getWorkload>> =>
  find(
    'workload',
    text,
    (workloadId) => client.call(getWorkload, { params: { workloadId } }),
    (q) => client.call(listWorkloads, { query: { q, limit: 200 } }),
  )

export const getRuleById = async (
  client: Client,
  ruleId: string,
  view: string,
): Promise<Item<typeof getRule>> => {
  const rule = isId(ruleId)
    ? await orNull(client.call(getRule, { params: { ruleId }, query: { view } }))
    : null
  if (rule === null) throw new Failure(EXIT.notFound, `there is no rule with the id \`${ruleId}\``)
  return rule
}
