import { parseAddress } from '../../model/address.ts'
import type { Tag, Workload } from '../../model/document.ts'
import { importedWorkload } from '../blank.ts'
import type { InventedAddresses } from '../invented-addresses.ts'
import type { SourceNode } from '../source.ts'
import {
  labelsOf,
  labelTags,
  NAMESPACE,
  namespaceLabel,
  portName,
  SERVICE_ACCOUNT,
  tagValue,
} from './labels.ts'

/** Labels by name of namespace. Every namespace has the label `kubernetes.io/metadata.name`, declared or not. */
export type Namespaces = ReadonlyMap<string, ReadonlyMap<string, string>>

const NAME_LABEL = 'kubernetes.io/metadata.name'

export const namespaceOf = (object: SourceNode): string =>
  object.get('metadata').get('namespace').text() || 'default'
export const nameOf = (object: SourceNode): string => object.get('metadata').get('name').text() ?? ''

export function namespacesIn(objects: readonly SourceNode[]): Namespaces {
  const found = new Map<string, ReadonlyMap<string, string>>()
  for (const object of objects) {
    if (object.get('kind').text() !== 'Namespace') continue
    const name = nameOf(object)
    found.set(name, new Map([[NAME_LABEL, name], ...labelsOf(object.get('metadata').get('labels'))]))
  }
  return found
}

/** Where each kind of workload keeps its pod: metadata with labels, and spec with containers. */
const POD_TEMPLATE: Readonly<Record<string, (object: SourceNode) => SourceNode>> = {
  Pod: (object) => object,
  Deployment: (object) => object.get('spec').get('template'),
  ReplicaSet: (object) => object.get('spec').get('template'),
  ReplicationController: (object) => object.get('spec').get('template'),
  StatefulSet: (object) => object.get('spec').get('template'),
  DaemonSet: (object) => object.get('spec').get('template'),
  Job: (object) => object.get('spec').get('template'),
  CronJob: (object) => object.get('spec').get('jobTemplate').get('spec').get('template'),
  VirtualMachine: (object) => object.get('spec').get('template'),
}

export const isWorkloadKind = (kind: string): boolean => Object.hasOwn(POD_TEMPLATE, kind)

/**
 * One workload for each object that makes pods: replicas have the same labels and so the same policy. Pods of one owner keep
 * an entry each, under the owner's name. Null where another object made it that is here too.
 */
export function podWorkload(
  object: SourceNode,
  kind: string,
  namespaces: Namespaces,
  invent: InventedAddresses,
): Workload | null {
  const template = POD_TEMPLATE[kind]?.(object)
  if (template === undefined) return null
  const namespace = namespaceOf(object)
  const id = `${namespace}/${nameOf(object)}[${kind}]`
  // A static pod is owned by its node, which makes no other like it.
  const owner = object
    .get('metadata')
    .get('ownerReferences')
    .items()
    .find((each) => each.get('kind').text() !== 'Node')
  const ownerName = owner?.get('name').text()
  const name = ownerName ? `${namespace}/${ownerName}[${owner?.get('kind').text() ?? kind}]` : id
  const tags = podTags(object, template, namespace, namespaces)
  const addresses = podAddresses(object)
  const vnic = {
    id: 'pod',
    mac: null,
    segment: null,
    addresses: addresses.length > 0 ? addresses : invent.next(),
  }
  return importedWorkload(id, name, 'container', tags, [vnic])
}

function podTags(
  object: SourceNode,
  template: SourceNode,
  namespace: string,
  namespaces: Namespaces,
): readonly Tag[] {
  const spec = template.get('spec')
  const account = spec.get('serviceAccountName').text() ?? 'default'
  const tags = [
    { scope: NAMESPACE, value: namespace },
    { scope: SERVICE_ACCOUNT, value: tagValue(account) },
    ...labelTags(namespaces.get(namespace) ?? new Map([[NAME_LABEL, namespace]]), namespaceLabel),
    ...labelTags(labelsOf(template.get('metadata').get('labels')), (key) => key),
    ...spec
      .get('containers')
      .items()
      .flatMap((container) => container.get('ports').items())
      .flatMap((port): Tag[] => {
        const number = port.get('containerPort').number()
        const name = port.get('name').text()
        const protocol = (port.get('protocol').text() ?? 'TCP').toLowerCase()
        return name && number !== null ? [{ scope: portName(protocol, name), value: String(number) }] : []
      }),
  ]
  const distinct = new Map(tags.map((tag) => [`${tag.scope}:${tag.value}`, tag]))
  if (spec.get('hostNetwork').value === true)
    object.gap('a pod on the host network is not subject to policy; it is imported like any other')
  return [...distinct.values()]
}

function podAddresses(object: SourceNode): readonly string[] {
  const status = object.get('status')
  const texts = [
    status.get('podIP').text(),
    ...status
      .get('podIPs')
      .items()
      .map((each) => each.get('ip').text()),
  ]
  return [...new Set(texts.filter((text) => text !== null && text !== ''))].flatMap((text) => {
    if (text !== null && parseAddress(text).ok) return [text]
    status.gap(`\`${text}\` is no address; it was left out`)
    return []
  })
}
