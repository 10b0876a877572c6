import { parseAddress } from '../../model/address.ts'
import type { Tag, Workload } from '../../model/document.ts'
import { importedWorkload } from '../blank.ts'
import { labelsOf, labelTags, NAMESPACE, namespaceLabel, portName, tagEquals } from '../kubernetes/labels.ts'
import type { KubernetesWorld, Pods } from '../kubernetes/rules.ts'
import { nameOf, namespaceOf } from '../kubernetes/workloads.ts'
import type { SourceNode } from '../source.ts'

/** `closed`: nothing is open at the host but what a policy opens; `open`: a profile opens what no policy decided. */
const HOST = '@host-endpoint'
const OPENING_PROFILE = 'projectcalico-default-allow'

/** Endpoints that Calico keeps itself: of pods where the pod is not there too, and of hosts. */
export function endpointWorkloads(
  objects: readonly SourceNode[],
  { workloads, namespaces, invented }: KubernetesWorld,
): readonly Workload[] {
  const known = new Set(workloads.map(({ id }) => id))
  return objects.flatMap((object): readonly Workload[] => {
    const kind = object.get('kind').text()
    const spec = object.get('spec')
    if (kind === 'WorkloadEndpoint') {
      const namespace = namespaceOf(object)
      const id = `${namespace}/${spec.get('pod').text() || nameOf(object)}[Pod]`
      if (known.has(id)) return []
      known.add(id)
      const tags = [
        { scope: NAMESPACE, value: namespace },
        ...labelTags(namespaces.get(namespace) ?? new Map(), namespaceLabel),
        ...endpointTags(object),
      ]
      const vnic = vnicOf(spec.get('ipNetworks'), invented.next)
      return [importedWorkload(id, id, 'container', tags, [vnic])]
    }
    if (kind !== 'HostEndpoint') return []
    const id = `${nameOf(object)}[HostEndpoint]`
    const profiles = spec.get('profiles').items()
    const isOpen = profiles.some((each) => each.text() === OPENING_PROFILE)
    object.gap('the failsafe ports that a host keeps open whatever its policies say are not in the document')
    const tags = [{ scope: HOST, value: isOpen ? 'open' : 'closed' }, ...endpointTags(object)]
    return [importedWorkload(id, id, 'bare-metal', tags, [vnicOf(spec.get('expectedIPs'), invented.next)])]
  })
}

/** Hosts at which a policy must open what is to be open; null where there are none. */
export const closedHosts = (workloads: readonly Workload[]): Pods | null =>
  workloads.some(({ tags }) => tags.some(({ scope, value }) => scope === HOST && value === 'closed'))
    ? { criteria: tagEquals(HOST, 'closed'), text: 'hosts without a profile' }
    : null

function endpointTags(object: SourceNode): readonly Tag[] {
  const ports = object
    .get('spec')
    .get('ports')
    .items()
    .flatMap((port): readonly Tag[] => {
      const name = port.get('name').text()
      const number = port.get('port').number()
      const protocol = (port.get('protocol').text() ?? 'TCP').toLowerCase()
      return name && number !== null ? [{ scope: portName(protocol, name), value: String(number) }] : []
    })
  const labels = labelTags(labelsOf(object.get('metadata').get('labels')), (key) => key)
  return [...new Map([...labels, ...ports].map((tag) => [`${tag.scope}:${tag.value}`, tag])).values()]
}

function vnicOf(networks: SourceNode, invent: () => readonly string[]): Workload['vnics'][number] {
  const addresses = networks.items().flatMap((item): readonly string[] => {
    const text = (item.text() ?? '').replace(/\/(32|128)$/, '')
    if (parseAddress(text).ok) return [text]
    item.gap(`\`${item.text()}\` is no single address; it was left out`)
    return []
  })
  return {
    id: 'endpoint',
    mac: null,
    segment: null,
    addresses: addresses.length > 0 ? [...new Set(addresses)] : invent(),
  }
}
