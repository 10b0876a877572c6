import {
  contains,
  familyOf,
  formatAddress,
  parseAddress,
  type Resolution,
  type Workload,
} from '@flowgate/engine'
import { AppError } from '@flowgate/shared'
import type { OpenedView } from '../drafts/edit-ports.read-model.ts'

type Family = 'ipv4' | 'ipv6'

/** One end of a question: a workload with its addresses, or an address that belongs to nobody known. */
export interface Endpoint {
  readonly workload: Workload | null
  /** Someone else's workload, of which the asker may only know that it is there. */
  readonly hidden: boolean
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
    if (addresses.length > 0) return { workload: named, hidden: false, addresses }
    throw unknown(side, text, `the workload \`${named.name}\` has no address`)
  }
  const parsed = parseAddress(text)
  if (!parsed.ok) throw unknown(side, text, `there is no workload \`${text}\`, and it is not an address`)
  const address = formatAddress(parsed.value)
  const workload = inventory.workloads.get(inventory.workloadAt(address) ?? '') ?? null
  const hidden = workload !== null && visibility?.workload(workload.id) === false
  return { workload, hidden, addresses: [address] }
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

/** Groups that the address belongs to and that the asker may see. */
export const groupsOf = (
  { content, visibility }: OpenedView,
  resolution: Resolution,
  { workload, hidden }: Endpoint,
  address: string,
): { id: string; name: string }[] => {
  const parsed = parseAddress(address)
  const member = new Set(workload === null || hidden ? [] : resolution.groupsOf(workload.id))
  return content
    .list('group')
    .filter(({ id }) => visibility?.group(id) !== false)
    .filter(({ id }) => member.has(id) || (parsed.ok && contains(resolution.addresses(id), parsed.value)))
    .map(({ id, body }) => ({ id, name: body.name }))
}
