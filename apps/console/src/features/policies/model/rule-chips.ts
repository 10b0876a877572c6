import { canonicalAddressSpec } from '@flowgate/engine'
import type { RuleItem } from '@flowgate/shared'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { formatEntry, parseEntry, type ServiceEntry } from '../../../lib/service-entry.ts'
import type { Chip } from '../../../ui/chips/chips-editor.tsx'

export type Endpoints = RuleItem['sources']
export type RuleServices = RuleItem['services']

export const endpointChips = (value: Endpoints, names: ObjectNames): readonly Chip[] => [
  ...value.groups.map((id): Chip => ({ kind: 'group', id, name: names.group(id).name })),
  ...value.addresses.map((text): Chip => ({ kind: 'address', id: text, name: text })),
]
export const endpointsOf = (chips: readonly Chip[], negated: boolean): Endpoints => {
  const ids = (kind: string) => chips.filter((chip) => chip.kind === kind).map((chip) => chip.id)
  const [groups, addresses] = [ids('group'), ids('address')]
  return { groups, addresses, negated: negated && groups.length + addresses.length > 0 }
}
/** An address, network or range, written the one way it is kept. */
export const addressChip = (text: string): Chip | null => {
  const parsed = canonicalAddressSpec(text)
  return parsed.ok ? { kind: 'address', id: parsed.value, name: parsed.value } : null
}

/** Entries of a rule itself are told from services by their `entry:` ids; no object id holds a colon. */
const ENTRY = 'entry:'
const entryChipOf = (entry: ServiceEntry): Chip => ({
  kind: 'service',
  id: `${ENTRY}${JSON.stringify(entry)}`,
  name: formatEntry(entry),
})
export const serviceChips = (value: RuleServices, names: ObjectNames): readonly Chip[] => [
  ...value.services.map((id): Chip => ({ kind: 'service', id, name: names.service(id).name })),
  ...value.entries.map(entryChipOf),
]
export const servicesOf = (chips: readonly Chip[]): RuleServices => ({
  services: chips.filter((chip) => !chip.id.startsWith(ENTRY)).map((chip) => chip.id),
  entries: chips.flatMap((chip) => {
    const entry = chip.id.startsWith(ENTRY) ? parseEntry(chip.name) : null
    return entry ? [entry] : []
  }),
})
export const entryChip = (text: string): Chip | null => {
  const entry = parseEntry(text)
  return entry ? entryChipOf(entry) : null
}

export const groupChips = (ids: readonly string[], names: ObjectNames): readonly Chip[] =>
  ids.map((id) => ({ kind: 'group', id, name: names.group(id).name }))
