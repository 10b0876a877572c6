import { type Service, wellKnownServiceIds, wellKnownServices } from '@flowgate/engine'
import type { listContextProfiles, Output, ServiceItem } from '@flowgate/shared'
import { service as serviceSchema } from '@flowgate/shared'
import type { OpenedView } from '../drafts/edit-ports.read-model.ts'
import { keptItems } from '../drafts/kept-items.read-model.ts'
import { changeWord } from '../drafts/object-changes.read-model.ts'
import { type Bodies, etagOf, makeObject, type ObjectOf } from '../drafts/objects.read-model.ts'
import { type Reference, referencesTo } from '../drafts/references.read-model.ts'
import { serviceUsers } from '../drafts/service-users.read-model.ts'

type Scene = Pick<OpenedView, 'content' | 'base' | 'inventory' | 'visibility'>
export type ContextProfileItem = Output<typeof listContextProfiles>['items'][number]

const mutable = (service: Service): Bodies['service'] => serviceSchema.parse(service)

/** Services that come with Flowgate, as objects beside those of a policy set. */
export const builtinServices: ReadonlyMap<string, ObjectOf<'service'>> = new Map(
  wellKnownServices.map((service) => [service.id, makeObject('service', service.id, mutable(service))]),
)

/** Well-known services nest each other; that is use too. They do not change. */
const builtinUsers: ReadonlyMap<string, readonly Reference[]> = new Map(
  wellKnownServices.map((nested) => [
    nested.id,
    wellKnownServices
      .filter(({ services }) => services.includes(nested.id))
      .map((user) => ({
        kind: 'service',
        id: user.id,
        name: user.name,
        policyId: null,
        field: 'services',
      })),
  ]),
)

/** Everything that uses a service and that the reader may see: objects of the set, workloads, well-known services. */
export const serviceReferences = (
  { content, inventory, visibility }: Scene,
  id: string,
): readonly Reference[] => {
  const all = [
    ...referencesTo(content, 'service', id),
    ...(builtinUsers.get(id) ?? []),
    ...serviceUsers(inventory)(id),
  ]
  if (visibility === null) return all
  return all.filter((each) => {
    if (each.kind === 'workload') return visibility.workload(each.id)
    const object = content.find(each.kind, each.id)
    return object === undefined ? wellKnownServiceIds.has(each.id) : visibility.object(object)
  })
}

const countObjects = (references: readonly Reference[]): number =>
  new Set(references.map(({ kind, id }) => `${kind}/${id}`)).size

const keptService = keptItems<ServiceItem>()
export const toServiceItem = (service: ObjectOf<'service'>, scene: Scene): ServiceItem =>
  keptService(scene, service.id, () => makeServiceItem(service, scene))

const makeServiceItem = (service: ObjectOf<'service'>, scene: Scene): ServiceItem => {
  const builtin = builtinServices.has(service.id) && scene.content.get('service', service.id) === undefined
  return {
    ...service.body,
    etag: etagOf(service),
    change: builtin
      ? null
      : changeWord(scene.base, 'service', service.id, scene.content.get('service', service.id)),
    builtin,
    usedBy: countObjects(serviceReferences(scene, service.id)),
  }
}

/** Rules that require the profile and that the reader may see. */
const visibleReferences = ({ content, visibility }: Scene, id: string): readonly Reference[] =>
  referencesTo(content, 'context-profile', id).filter((each) => {
    const object = content.find(each.kind === 'workload' ? 'rule' : each.kind, each.id)
    return visibility === null || (object !== undefined && visibility.object(object))
  })

export const toContextProfileItem = (
  profile: ObjectOf<'context-profile'>,
  scene: Scene,
): ContextProfileItem => ({
  ...profile.body,
  etag: etagOf(profile),
  change: changeWord(scene.base, 'context-profile', profile.id, profile),
  usedBy: countObjects(visibleReferences(scene, profile.id)),
})
