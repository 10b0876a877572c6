import {
  type Address,
  contains,
  familyOf,
  formatAddress,
  parseAddress,
  parseAddressSpec,
  type Resolution,
  type Workload,
} from '@flowgate/engine'
import { AppError } from '@flowgate/shared'
import type { OpenedView } from '../drafts/edit-ports.read-model.ts'
import type { ObjectOf } from '../drafts/objects.read-model.ts'

type Family = 'ipv4' | 'ipv6'

/** One end of a question: a workload with its addresses, or an address that belongs to nobody known. */
export interface Endpoint {
  readonly workload: Workload | null
  /** Not in the asker's scope: someone else's workload, or nobody's address. Which of the two is not told. */
  readonly foreign: boolean
  readonly addresses: readonly string[]
}

export type Side = 'source' | 'destination'

const familyName = (text: string): Family | null => {
  const parsed = parseAddress(text)
  if (!parsed.ok) return null
  return familyOf(parsed.value) === 4 ? 'ipv4' : 'ipv6'
}

const unknown = (side: Side, text: string, message: string): AppError =>
  new AppError('unknown_reference', {
    detail: message,
    errors: [
      {
        field: `body.${side}`,
        message,
        received: text,
        help: 'give the id or name of a workload, or an IPv4 or IPv6 address',
      },
    ],
  })

/** @throws AppError `unknown_reference` */
export const findEndpoint = ({ inventory, visibility }: OpenedView, text: string, side: Side): Endpoint => {
  const seen = (workload: Workload | undefined) =>
    workload !== undefined && visibility?.workload(workload.id) !== false ? workload : undefined
  const named =
    seen(inventory.workloads.get(text)) ??
    seen(inventory.inventory.workloads.find(({ name }) => name === text)) ??
    seen(inventory.inventory.workloads.find(({ name }) => name.toLowerCase() === text.toLowerCase()))
  if (named !== undefined) {
    const addresses = named.vnics.flatMap((vnic) => vnic.addresses)
    if (addresses.length > 0) return { workload: named, foreign: false, addresses }
    throw unknown(side, text, `the workload \`${named.name}\` has no address`)
  }
  const parsed = parseAddress(text)
  if (!parsed.ok) throw unknown(side, text, `there is no workload \`${text}\`, and it is not an address`)
  const address = formatAddress(parsed.value)
  const workload = seen(inventory.workloads.get(inventory.workloadAt(address) ?? '')) ?? null
  return { workload, foreign: visibility !== null && workload === null, addresses: [address] }
}

/**
 * The first two addresses of one family, the wanted one if there is one.
 * @throws AppError `unknown_reference` where the two ends share no family
 */
export const pickAddresses = (
  source: Endpoint,
  destination: Endpoint,
  wanted: Family | undefined,
): { readonly source: string; readonly destination: string } => {
  for (const from of source.addresses) {
    const family = familyName(from)
    if (wanted !== undefined && family !== wanted) continue
    const to = destination.addresses.find((address) => familyName(address) === family)
    if (to !== undefined) return { source: from, destination: to }
  }
  throw unknown(
    'destination',
    destination.addresses.join(', '),
    `source and destination have no ${wanted === undefined ? 'address family' : `${wanted} addresses`} in common`,
  )
}

const liesInOne = (specs: readonly string[], address: Address): boolean =>
  specs.some((spec) => {
    const range = parseAddressSpec(spec)
    return range.ok && address >= range.value.first && address <= range.value.last
  })

/** Groups that the address belongs to and that the asker may see. */
export const groupsOf = (
  { content, visibility }: OpenedView,
  resolution: Resolution,
  { workload, foreign }: Endpoint,
  address: string,
): { id: string; name: string }[] => {
  const parsed = parseAddress(address)
  const member = new Set(workload === null ? [] : resolution.groupsOf(workload.id))
  const lies = ({ id, body }: ObjectOf<'group'>): boolean => {
    if (!parsed.ok) return false
    // Effective addresses are those of members too, whom the asker may not know of.
    if (foreign) return liesInOne(body.members.addresses, parsed.value)
    return contains(resolution.addresses(id), parsed.value)
  }
  return content
    .list('group')
    .filter(({ id }) => visibility?.group(id) !== false)
    .filter((group) => member.has(group.id) || lies(group))
    .map(({ id, body }) => ({ id, name: body.name }))
}
