import { flattenService, type Service, withWellKnownServices } from '@flowgate/engine'
import type {
  listContextProfiles,
  listServices,
  Output,
  Parsed,
  ServiceItem,
  serviceUsage,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { pageInMemory } from '../../http/paging.ts'
import { type OpenedView, openView, type PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { missing } from '../drafts/editing.read-model.ts'
import type { ObjectOf } from '../drafts/objects.read-model.ts'
import { builtinServices, serviceReferences, toContextProfileItem, toServiceItem } from './services.mapper.ts'

const find = ({ content }: OpenedView, id: string): ObjectOf<'service'> => {
  const service = content.get('service', id) ?? builtinServices.get(id)
  if (service === undefined) throw missing('service', id)
  return service
}

type Query = Parsed<typeof listServices>['query']

const fits = ({ protocol, port, builtin }: Query, content: OpenedView['content']) => {
  if (protocol === undefined && port === undefined && builtin === undefined) return undefined
  const known: ReadonlyMap<string, Service> = new Map(
    withWellKnownServices(content.policySet.services).map((each) => [each.id, each]),
  )
  return (service: ObjectOf<'service'>): boolean => {
    if (builtin !== undefined && builtin !== (content.get('service', service.id) === undefined)) return false
    if (protocol === undefined && port === undefined) return true
    return flattenService(service.id, known).some((entry) => {
      if (protocol !== undefined && entry.protocol !== protocol.toLowerCase()) return false
      if (port === undefined) return true
      return (
        'destinationPorts' in entry &&
        entry.destinationPorts.some(([first, last]) => first <= port && port <= last)
      )
    })
  }
}

const portsText = (service: ObjectOf<'service'>): string[] =>
  service.body.entries.flatMap((entry) =>
    'destinationPorts' in entry
      ? entry.destinationPorts.map(
          ([first, last]) => `${entry.protocol}/${first}${last > first ? `-${last}` : ''}`,
        )
      : [entry.protocol],
  )

export const createServiceQueries = (ports: PolicyPorts) => ({
  list: async (query: Query, actor: Actor): Promise<Output<typeof listServices>> => {
    const opened = await openView(ports, query.view, actor)
    const page = pageInMemory(
      new Map([...builtinServices, ...opened.content.all('service')]).values(),
      query,
      {
        id: ({ id }) => id,
        sorts: {
          name: ({ body }) => body.name.toLowerCase(),
          id: ({ id }) => id,
          usedBy: ({ id }) => serviceReferences(opened, id).length,
        },
        otherwise: 'name',
        texts: (service) => [service.id, service.body.name, service.body.description, ...portsText(service)],
      },
      fits(query, opened.content),
    )
    return { ...page, items: page.items.map((service) => toServiceItem(service, opened)) }
  },

  get: async (id: string, view: string, actor: Actor): Promise<ServiceItem> => {
    const opened = await openView(ports, view, actor)
    return toServiceItem(find(opened, id), opened)
  },

  usage: async (id: string, view: string, actor: Actor): Promise<Output<typeof serviceUsage>> => {
    const opened = await openView(ports, view, actor)
    return { items: [...serviceReferences(opened, find(opened, id).id)] }
  },

  contextProfiles: async (
    query: Parsed<typeof listContextProfiles>['query'],
    actor: Actor,
  ): Promise<Output<typeof listContextProfiles>> => {
    const opened = await openView(ports, query.view, actor)
    const page = pageInMemory(opened.content.list('context-profile'), query, {
      id: ({ id }) => id,
      sorts: { name: ({ body }) => body.name.toLowerCase(), id: ({ id }) => id },
      otherwise: 'name',
      texts: ({ id, body }) => [id, body.name, body.description, ...body.appIds, ...body.fqdns],
    })
    return { ...page, items: page.items.map((profile) => toContextProfileItem(profile, opened)) }
  },
})
export type ServiceQueries = ReturnType<typeof createServiceQueries>
