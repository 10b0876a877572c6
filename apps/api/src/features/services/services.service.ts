import {
  AppError,
  type createService,
  type Parsed,
  type ServiceItem,
  type updateService,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { IfMatch } from '../../http/if-match.ts'
import type { PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { type EditContext, type EditResult, editable, patched } from '../drafts/editing.read-model.ts'
import { newId } from '../drafts/ids.read-model.ts'
import { makeObject, removalOf, writeOf } from '../drafts/objects.read-model.ts'
import { builtinServices, toServiceItem } from './services.mapper.ts'

type Params = Parsed<typeof updateService>['params']

const item = (result: EditResult): ServiceItem => {
  const service = result.content.get('service', result.subject.id)
  if (service === undefined)
    throw new Error(`the service \`${result.subject.id}\` is gone right after its edit`)
  return toServiceItem(service, result)
}

const own = (context: EditContext, id: string, ifMatch: IfMatch) => {
  if (builtinServices.has(id) && context.content.get('service', id) === undefined) {
    throw new AppError('forbidden', {
      detail: `\`${id}\` comes with Flowgate: it can be used, not changed; create a service of your own instead`,
      context: { reason: 'builtin' },
    })
  }
  return editable(context, 'service', id, ifMatch)
}

export const createServiceService = ({ editing }: Pick<PolicyPorts, 'editing'>) => ({
  create: async (
    draftId: string,
    { id: wanted, ...body }: Parsed<typeof createService>['body'],
    actor: Actor,
  ): Promise<ServiceItem> =>
    item(
      await editing.edit({
        draftId,
        actor,
        action: 'service.created',
        make: ({ content }) => {
          const id = newId(content, 'service', body.name, wanted)
          const service = makeObject('service', id, { id, ...body })
          return { writes: [writeOf(service)], subject: service, label: `create service ${body.name}` }
        },
      }),
    ),

  update: async (
    params: Params,
    body: Parsed<typeof updateService>['body'],
    ifMatch: IfMatch,
    actor: Actor,
  ): Promise<ServiceItem> =>
    item(
      await editing.edit({
        draftId: params.draftId,
        actor,
        action: 'service.updated',
        make: (context) => {
          const service = own(context, params.serviceId, ifMatch)
          const next = makeObject('service', service.id, patched(service.body, body))
          return { writes: [writeOf(next)], subject: service, label: `change service ${service.body.name}` }
        },
      }),
    ),

  remove: async (params: Params, ifMatch: IfMatch, actor: Actor): Promise<void> => {
    await editing.edit({
      draftId: params.draftId,
      actor,
      action: 'service.deleted',
      make: (context) => {
        const service = own(context, params.serviceId, ifMatch)
        return {
          writes: [removalOf(service)],
          subject: service,
          label: `delete service ${service.body.name}`,
        }
      },
    })
  },
})
export type ServiceService = ReturnType<typeof createServiceService>
