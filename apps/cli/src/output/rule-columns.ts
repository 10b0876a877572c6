import type { RuleItem } from '@flowgate/shared'
import type { Column } from './printer.ts'

const endpoints = ({ groups, addresses, negated }: RuleItem['sources']): string => {
  const all = [...groups, ...addresses]
  return all.length === 0 ? 'any' : `${negated ? 'not ' : ''}${all.join(', ')}`
}

export const entryText = (one: RuleItem['services']['entries'][number]): string => {
  if (one.protocol === 'ip') return `ip/${one.number}`
  if ('type' in one)
    return one.type === null
      ? one.protocol
      : `${one.protocol}/${one.type}${one.code === null ? '' : `.${one.code}`}`
  const ports = one.destinationPorts
    .map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
    .join('+')
  return `${one.protocol}/${ports || 'any'}`
}

const services = ({ services, entries }: RuleItem['services']): string =>
  [...services, ...entries.map(entryText)].join(', ') || 'any'

export const ruleColumns: readonly Column<RuleItem>[] = [
  { head: '#', cell: ({ sequence }) => sequence },
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'sources', cell: (rule) => endpoints(rule.sources) },
  { head: 'destinations', cell: (rule) => endpoints(rule.destinations) },
  { head: 'services', cell: (rule) => services(rule.services) },
  { head: 'action', cell: ({ action }) => action },
  { head: 'enabled', cell: ({ enabled }) => (enabled ? 'yes' : 'no') },
  { head: 'hits', cell: ({ hits }) => hits?.sessions },
  { head: 'change', cell: ({ change }) => change },
]
