import { at, isManifest, listAt, type Manifest, textAt } from './objects.ts'

/** Alike pods of one owner beyond these two tell nothing new: the second is there for what they open to each other. */
const MOST_ALIKE = 2

const MAKERS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
])
const ENDPOINTS: ReadonlySet<string> = new Set(['Pod', 'WorkloadEndpoint', 'HostEndpoint'])

/** Sets of networks are part of the topology too, as an importer takes them. */
export const isTopology = (object: Manifest): boolean =>
  MAKERS.has(textAt(object, 'kind')) || ENDPOINTS.has(textAt(object, 'kind')) || isNetworkSet(object)

const isNetworkSet = (object: Manifest): boolean => textAt(object, 'kind').endsWith('NetworkSet')

/** The endpoints that these objects are or make. Addresses are left out: nca takes a block to be outside the cluster. */
export function endpointsIn(objects: readonly Manifest[]): readonly Manifest[] {
  const alike = new Map<string, number>()
  return objects.flatMap(madeBy).filter((pod) => {
    const owner = listAt(pod, 'metadata', 'ownerReferences')[0]
    if (owner === undefined) return true
    const form = JSON.stringify([
      textAt(pod, 'metadata', 'namespace'),
      textAt(owner, 'name'),
      at(pod, 'metadata', 'labels'),
    ])
    const count = (alike.get(form) ?? 0) + 1
    alike.set(form, count)
    return count <= MOST_ALIKE
  })
}

const ADDRESSES: ReadonlySet<string> = new Set(['ipNetworks', 'expectedIPs'])

const withoutAddresses = (spec: unknown): Manifest =>
  isManifest(spec) ? Object.fromEntries(Object.entries(spec).filter(([key]) => !ADDRESSES.has(key))) : {}

function madeBy(object: Manifest): readonly Manifest[] {
  const kind = textAt(object, 'kind')
  if (!MAKERS.has(kind)) {
    if (!ENDPOINTS.has(kind) && !isNetworkSet(object)) return []
    const { status: _, ...rest } = object
    return [{ ...rest, spec: withoutAddresses(at(object, 'spec')) }]
  }
  const spec = at(object, 'spec')
  const template = kind === 'CronJob' ? at(spec, 'jobTemplate', 'spec', 'template') : at(spec, 'template')
  const written = at(spec, kind === 'Job' ? 'parallelism' : 'replicas')
  const count = Math.min(typeof written === 'number' ? written : 1, MOST_ALIKE)
  const name = textAt(object, 'metadata', 'name')
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${index + 1}`,
      namespace: textAt(object, 'metadata', 'namespace') || 'default',
      labels: at(template, 'metadata', 'labels') ?? {},
      ownerReferences: [{ kind, name }],
    },
    spec: at(template, 'spec') ?? {},
  }))
}
