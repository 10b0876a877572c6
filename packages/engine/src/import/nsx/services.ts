import type { PortRange, Service, ServiceEntry } from '../../model/document.ts'
import type { SourceNode } from '../source.ts'

/** What `service_entries` say; entries that a packet filter cannot say are noted and left out. */
export function serviceEntries(list: SourceNode): readonly ServiceEntry[] {
  return list.items().flatMap((item): readonly ServiceEntry[] => {
    const type = item.get('resource_type').text()
    if (type === 'L4PortSetServiceEntry') return portEntries(item, item.get('l4_protocol').text())
    if (type === 'ALGTypeServiceEntry') return algEntries(item)
    if (type === 'ICMPTypeServiceEntry') return icmpEntries(item)
    if (type === 'IGMPTypeServiceEntry') return [{ protocol: 'ip', number: 2 }]
    if (type === 'IPProtocolServiceEntry') {
      const number = item.get('protocol_number').number()
      if (number !== null) return [{ protocol: 'ip', number }]
    }
    if (type !== 'NestedServiceServiceEntry')
      item.gap(`a service entry of type \`${type}\` cannot be said; the service does not match it`)
    return []
  })
}

/** Paths of the services nested in these entries. */
export const nestedServices = (list: SourceNode): readonly string[] =>
  list.items().flatMap((item) => item.get('nested_service_path').text() ?? [])

function portEntries(item: SourceNode, protocol: string | null): readonly ServiceEntry[] {
  const name = protocol?.toLowerCase()
  if (name !== 'tcp' && name !== 'udp' && name !== 'sctp') {
    item.gap(`\`${protocol}\` is no protocol with ports; the service does not match it`)
    return []
  }
  const sourcePorts = portRanges(item.get('source_ports'))
  const destinationPorts = portRanges(item.get('destination_ports'))
  if (sourcePorts === null || destinationPorts === null) {
    item.gap('it holds a text that is no port; the service does not match it')
    return []
  }
  return [{ protocol: name, sourcePorts, destinationPorts }]
}

/** 1 to 65535 is how NSX writes every port. Null where one cannot be read. */
function portRanges(list: SourceNode): readonly PortRange[] | null {
  const ranges = list.items().map((item): PortRange | null => {
    const found = /^(\d+)(?:-(\d+))?$/.exec(item.text() ?? '')
    const first = Number(found?.[1])
    const last = Number(found?.[2] ?? found?.[1])
    return found !== null && first <= last && last <= 65_535 ? [first, last] : null
  })
  if (ranges.includes(null)) return null
  const known = ranges.filter((range) => range !== null)
  return known.some(([first, last]) => first <= 1 && last === 65_535) ? [] : known
}

function algEntries(item: SourceNode): readonly ServiceEntry[] {
  const alg = item.get('alg').text() ?? ''
  item.gap(`the gateway for \`${alg}\` opens further ports; only its first port is matched`)
  return portEntries(item, alg.endsWith('UDP') || alg === 'TFTP' ? 'udp' : 'tcp')
}

function icmpEntries(item: SourceNode): readonly ServiceEntry[] {
  const written = item.get('protocol').text()
  const type = item.get('icmp_type').number()
  const code = type === null ? null : item.get('icmp_code').number()
  const protocols = (['icmp', 'icmpv6'] as const).filter(
    (protocol) => written === null || (written === 'ICMPv6') === (protocol === 'icmpv6'),
  )
  return protocols.map((protocol) => ({ protocol, type, code }))
}

/** Services by path, made when a rule first asks for one: NSX brings more than 400 of which few are used. */
export interface ServiceBook {
  /** The id of the service at this path; null, after a gap, where there is none. */
  readonly at: (path: string, asker: SourceNode) => string | null
  readonly services: () => readonly Service[]
}

export function serviceBook(list: SourceNode): ServiceBook {
  const byPath = new Map<string, SourceNode>()
  for (const item of list.items()) {
    const path = item.get('path').text()
    if (path !== null) byPath.set(path, item)
  }
  const made = new Map<string, Service>()
  const at: ServiceBook['at'] = (path, asker) => {
    if (made.has(path)) return path
    const item = byPath.get(path)
    if (item === undefined) {
      asker.gap(`there is no service \`${path}\`; the rule does not match it`)
      return null
    }
    const name = item.get('display_name').text() || path
    const service = { id: path, name, description: item.get('description').text() ?? '' }
    made.set(path, { ...service, entries: [], services: [] })
    const entries = item.get('service_entries')
    const services = nestedServices(entries).flatMap((nested) => at(nested, item) ?? [])
    made.set(path, { ...service, entries: serviceEntries(entries), services })
    return path
  }
  return { at, services: () => withFreeNames([...made.values()]) }
}

/** Two services of one name get their paths as names. */
function withFreeNames(services: readonly Service[]): readonly Service[] {
  const names = services.map(({ name }) => name)
  return services.map((service) =>
    names.indexOf(service.name) === names.lastIndexOf(service.name)
      ? service
      : { ...service, name: service.id },
  )
}
