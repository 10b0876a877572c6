import {
  type AddressRange,
  contains,
  parseAddress,
  parseAddressSpec,
  type Resolution,
} from '@flowgate/engine'
import { AppError } from '@flowgate/shared'
import { type EndpointView, HIDDEN } from '../memory/endpoint-view.ts'

export type Mask = Uint8Array

export interface SelectorContext {
  readonly view: EndpointView
  /** Field of the request, for errors. */
  readonly field: string
  /** Group membership as of now. */
  readonly resolution: () => Resolution
}

const byCode = (view: EndpointView, column: Uint32Array, code: number | undefined): Mask => {
  const mask = new Uint8Array(view.size)
  if (code === undefined) return mask
  for (let index = 0; index < mask.length; index += 1) if (column[index] === code) mask[index] = 1
  return mask
}

const where = (view: EndpointView, holds: (endpoint: number) => boolean): Mask =>
  Uint8Array.from({ length: view.size }, (_, index) => (view.kinds[index] !== HIDDEN && holds(index) ? 1 : 0))

const inRange = (view: EndpointView, range: AddressRange): Mask =>
  where(view, (index) => {
    const address = parseAddress(view.address(index))
    return address.ok && address.value >= range.first && address.value <= range.last
  })

const tagged = (view: EndpointView, text: string): Mask =>
  where(view, (index) => {
    const workload = view.inventory.workloads.get(view.workloads[index] ?? '')
    return workload?.tags.some(({ scope, value }) => `${scope}:${value}` === text) ?? false
  })

const ofGroup = (view: EndpointView, group: string, resolution: Resolution): Mask => {
  const members = new Set(resolution.members(group).map(({ workload }) => workload))
  const { visible } = view
  // A group without a member that the reader may see is none to the reader.
  if (visible !== null && members.size > 0 && ![...members].some((id) => visible.has(id)))
    return new Uint8Array(view.size)
  const addresses = resolution.addresses(group)
  return where(view, (index) => {
    const workload = view.workloads[index] ?? null
    if (workload !== null && members.has(workload)) return true
    const address = parseAddress(view.address(index))
    return address.ok && contains(addresses, address.value)
  })
}

/**
 * Endpoints that a selector means, as the view's reader may see them: what is hidden is met by `bucket:hidden` only.
 * @throws AppError `invalid_input` for an address that is none
 */
export const selectEndpoints = (selector: string, { view, field, resolution }: SelectorContext): Mask => {
  const colon = selector.indexOf(':')
  const rest = selector.slice(colon + 1)
  switch (selector.slice(0, colon)) {
    case 'wl':
      return byCode(view, view.entity, view.nodes.find(selector))
    case 'tier':
      return byCode(view, view.tier, view.nodes.find(selector))
    case 'app':
    case 'bucket':
      return byCode(view, view.application, view.nodes.find(selector))
    case 'tag':
      return tagged(view, rest)
    case 'group':
      return ofGroup(view, rest, resolution())
    default: {
      const range = parseAddressSpec(rest)
      if (range.ok) return inRange(view, range.value)
      const { message, help } = range.error
      throw new AppError('invalid_input', {
        detail: 'the selector names no address',
        errors: [{ field: `query.${field}`, message, received: selector, help }],
      })
    }
  }
}
