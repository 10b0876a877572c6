import type { ObjectChange } from '@flowgate/shared'
import { Button } from '@patternfly/react-core'
import { AngleDownIcon, AngleRightIcon } from '@patternfly/react-icons'
import { useState } from 'react'
import { Link } from 'react-router'
import { paths } from '../../lib/paths.ts'
import { ChangeMark } from '../change-mark.tsx'
import { FieldChanges } from './field-changes.tsx'
import './changes.css'

const KIND: Readonly<Record<ObjectChange['kind'], string>> = {
  settings: 'Default rule',
  group: 'Security group',
  service: 'Service',
  'context-profile': 'Context profile',
  policy: 'Policy',
  rule: 'Rule',
  assertion: 'Assertion',
}
const addressOf = ({ kind, id, policyId }: ObjectChange, view: string): string | null => {
  if (kind === 'group') return paths.group(id, { view })
  if (kind === 'service') return paths.service(id, { view })
  if (kind === 'policy') return paths.policy(id, { view })
  if (kind === 'settings') return paths.policies({ settings: 1, view })
  return kind === 'rule' && policyId !== null ? paths.rule(policyId, id, view) : null
}
const keyOf = (change: ObjectChange) => `${change.kind}/${change.id}`

interface ChangeListProps {
  readonly items: readonly ObjectChange[]
  /** Where the objects are as they are after the change. */
  readonly view: string
  /** Opened from the start. */
  readonly expanded?: boolean
}

/** What differs, object by object; each opens to its fields before and after. */
export const ChangeList = ({ items, view, expanded = false }: ChangeListProps) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(expanded ? items.map(keyOf) : []))
  const toggle = (key: string) =>
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  return (
    <ul className="fg-changes" aria-label="Changes">
      {items.map((change) => {
        const key = keyOf(change)
        const isOpen = open.has(key)
        const to = change.change === 'removed' ? null : addressOf(change, view)
        const name = change.kind === 'settings' ? 'Default rule' : change.name
        return (
          <li key={key} className="fg-changes__item">
            <div className="fg-row">
              <Button
                variant="plain"
                size="sm"
                aria-expanded={isOpen}
                aria-label={`Fields of ${name}`}
                icon={isOpen ? <AngleDownIcon /> : <AngleRightIcon />}
                onClick={() => toggle(key)}
              />
              <ChangeMark change={change.change} />
              <span className="fg-subtle fg-changes__kind">{KIND[change.kind]}</span>
              {to ? <Link to={to}>{name}</Link> : <span>{name}</span>}
              <span className="fg-subtle fg-truncate">{change.fields.join(', ')}</span>
            </div>
            {isOpen && <FieldChanges change={change} />}
          </li>
        )
      })}
    </ul>
  )
}
