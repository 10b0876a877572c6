import { parseAddress } from '../../model/address.ts'
import { parseCidr } from '../../model/address-spec.ts'
import type { PowerState, Segment, Tag, Vnic, Workload } from '../../model/document.ts'
import { importedWorkload } from '../blank.ts'
import type { InventedAddresses } from '../invented-addresses.ts'
import type { SourceNode } from '../source.ts'

/** Segments under their path, which is what groups name. */
export function segmentsIn(list: SourceNode): readonly Segment[] {
  return list.items().map((item): Segment => {
    const id = pathOf(item)
    const vlan = item.get('vlan_ids').items()[0]?.number() ?? null
    const subnets = item
      .get('subnets')
      .items()
      .flatMap((subnet) => {
        const text = subnet.get('network').text()
        if (text === null) return []
        if (parseCidr(text).ok) return [text]
        subnet.gap(`\`${text}\` is no network; it was left out`)
        return []
      })
    return { id, name: item.get('display_name').text() || id, vlan: vlan === 0 ? null : vlan, subnets }
  })
}

export const pathOf = (item: SourceNode): string =>
  item.get('path').text() ?? item.get('id').text() ?? item.get('display_name').text() ?? ''

const POWER: Readonly<Record<string, PowerState>> = { VM_STOPPED: 'off', VM_SUSPENDED: 'suspended' }

/** Virtual machines with their tags, and their vNICs from the interfaces; one without interface gets a vNIC all the same. */
export function workloadsIn(root: SourceNode, invent: InventedAddresses): readonly Workload[] {
  const vnics = vnicsByOwner(root)
  const seen = new Set<string>()
  return root
    .get('virtual_machines')
    .items()
    .flatMap((item): readonly Workload[] => {
      const id = item.get('external_id').text() ?? item.get('display_name').text()
      if (!id || seen.has(id)) {
        item.gap(id ? `\`${id}\` is there twice; the first one was kept` : 'it has no id; it was left out')
        return []
      }
      seen.add(id)
      const own = vnics.get(id) ?? [{ id: 'vnic', mac: null, segment: null, addresses: [] }]
      const known = own.some(({ addresses }) => addresses.length > 0)
      const [first, ...more] = own
      const placed = known || first === undefined ? own : [{ ...first, addresses: invent.next() }, ...more]
      return [
        {
          ...importedWorkload(id, item.get('display_name').text() || id, 'vm', tagsOf(item), placed),
          os: item.get('guest_info').get('os_name').text(),
          powerState: POWER[item.get('power_state').text() ?? ''] ?? 'on',
        },
      ]
    })
}

function tagsOf(item: SourceNode): readonly Tag[] {
  const tags = item
    .get('tags')
    .items()
    .flatMap((tag): readonly Tag[] => {
      const scope = tag.get('scope').text() ?? ''
      const value = tag.get('tag').text() ?? ''
      if (value !== '' && !scope.includes(':')) return [{ scope, value }]
      tag.gap(`the tag \`${scope}|${value}\` needs a value, and no colon in its scope; it was left out`)
      return []
    })
  return [...new Map(tags.map((tag) => [`${tag.scope}:${tag.value}`, tag])).values()]
}

function vnicsByOwner(root: SourceNode): ReadonlyMap<string, readonly Vnic[]> {
  const segmentOfPort = new Map<string, string>()
  for (const segment of root.get('segments').items())
    for (const port of segment.get('segment_ports').items()) {
      const attachment = port.get('attachment').get('id').text()
      if (attachment !== null) segmentOfPort.set(attachment, pathOf(segment))
    }
  const byOwner = new Map<string, Vnic[]>()
  for (const item of root.get('virtual_network_interface').items()) {
    const owner = item.get('owner_vm_id').text()
    if (owner === null) {
      item.gap('an interface without `owner_vm_id` was left out')
      continue
    }
    const own = byOwner.get(owner) ?? []
    const texts = item
      .get('ip_address_info')
      .items()
      .flatMap((info) => info.get('ip_addresses').items())
      .map((each) => each.text() ?? '')
    const mac = item.get('mac_address').text()?.toLowerCase() ?? null
    own.push({
      id: item.get('lport_attachment_id').text() ?? `vnic-${own.length + 1}`,
      mac: mac !== null && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) ? mac : null,
      segment: segmentOfPort.get(item.get('lport_attachment_id').text() ?? '') ?? null,
      addresses: [...new Set(texts)].filter((text) => parseAddress(text).ok),
    })
    byOwner.set(owner, own)
  }
  return byOwner
}
