import { Link } from 'react-router'
import { paths } from '../lib/paths.ts'

export interface Reference {
  readonly kind: 'group' | 'service' | 'policy' | 'rule' | 'assertion' | 'context-profile' | 'workload'
  readonly id: string
  readonly name: string
  readonly policyId: string | null
  readonly field: string
}
const addressOf = ({ kind, id, policyId }: Reference): string | null => {
  if (kind === 'group') return paths.group(id)
  if (kind === 'service') return paths.service(id)
  if (kind === 'policy') return paths.policy(id)
  if (kind === 'workload') return paths.workload(id)
  return kind === 'rule' && policyId !== null ? paths.rule(policyId, id) : null
}

/** Where an object is used, each place linked. */
export const ReferenceList = ({ items }: { readonly items: readonly Reference[] }) => (
  <ul className="fg-list">
    {items.map((item) => {
      const to = addressOf(item)
      return (
        <li key={`${item.kind}/${item.id}/${item.field}`}>
          {to ? <Link to={to}>{item.name}</Link> : item.name}{' '}
          <span className="fg-subtle">
            {item.kind.replace('-', ' ')}, {item.field.replaceAll('-', ' ')}
          </span>
        </li>
      )
    })}
  </ul>
)

/** The places that an `in_use` answer names; empty when it names none. */
export const referencesIn = (context: Readonly<Record<string, unknown>>): readonly Reference[] => {
  const { references } = context
  return Array.isArray(references) ? references : []
}
