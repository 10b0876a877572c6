import type { RuleItem } from '@flowgate/shared'
import { Label, Switch } from '@patternfly/react-core'
import type { ReactNode } from 'react'
import { formatRelative, formatTimeFully } from '../../../lib/format.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { ActionMark } from '../../../ui/state/action-mark.tsx'
import { CopyMono } from '../../../ui/text/mono.tsx'
import { Quantity } from '../../../ui/text/quantity.tsx'
import type { CellKey } from '../model/columns.ts'
import { DIRECTION_LABEL, IP_LABEL, scheduleText } from '../model/labels.ts'
import { type Endpoints, endpointChips, serviceChips } from '../model/rule-chips.ts'
import { RuleFindings } from './rule-findings.tsx'

const SHOWN = 6
const Any = ({ children = 'any' }: { readonly children?: string }) => (
  <span className="fg-subtle">{children}</span>
)
const More = ({ count }: { readonly count: number }) =>
  count > 0 ? <span className="fg-subtle fg-nowrap">+{count} more</span> : null

const EndpointsCell = ({ value, names }: { readonly value: Endpoints; readonly names: ObjectNames }) => {
  const chips = endpointChips(value, names)
  if (chips.length === 0) return <Any />
  return (
    <span className="fg-rule__chips">
      {value.negated && (
        <Label isCompact color="orange" title="Everything but these">
          not
        </Label>
      )}
      {chips.slice(0, SHOWN).map((chip) => (
        <ObjectChip
          key={`${chip.kind}/${chip.id}`}
          kind={chip.kind}
          name={chip.name}
          {...(chip.kind === 'group'
            ? { to: paths.group(chip.id), changed: names.group(chip.id).changed }
            : {})}
        />
      ))}
      <More count={chips.length - SHOWN} />
    </span>
  )
}

const ServicesCell = ({ rule, names }: { readonly rule: RuleItem; readonly names: ObjectNames }) => {
  const chips = serviceChips(rule.services, names)
  if (chips.length === 0) return <Any />
  return (
    <span className="fg-rule__chips">
      {chips.slice(0, SHOWN).map((chip) => (
        <ObjectChip
          key={chip.id}
          kind="service"
          name={chip.name}
          {...(chip.id.startsWith('entry:')
            ? {}
            : { to: paths.service(chip.id), changed: names.service(chip.id).changed })}
        />
      ))}
      <More count={chips.length - SHOWN} />
    </span>
  )
}

const Hits = ({ hits }: { readonly hits: RuleItem['hits'] }) => {
  if (hits === null) return <Quantity value={null} />
  const title = hits.lastHit
    ? `last ${formatRelative(hits.lastHit)}, ${formatTimeFully(hits.lastHit)}`
    : 'never'
  return (
    <span title={title}>
      <Quantity value={hits.sessions} />
    </span>
  )
}

interface RuleCellProps {
  readonly rule: RuleItem
  readonly column: CellKey
  readonly names: ObjectNames
  readonly view: string
  readonly canEdit: boolean
  readonly onToggle: (field: 'log' | 'enabled', value: boolean) => void
}

export const RuleCell = ({ rule, column, names, view, canEdit, onToggle }: RuleCellProps): ReactNode => {
  switch (column) {
    case 'name':
      return (
        <>
          <span className="fg-rule__name" title={rule.note || rule.name}>
            {rule.name}
          </span>
          <RuleFindings rule={rule} view={view} />
        </>
      )
    case 'id':
      return <CopyMono text={rule.id} what="Copy id" />
    case 'sources':
      return <EndpointsCell value={rule.sources} names={names} />
    case 'destinations':
      return <EndpointsCell value={rule.destinations} names={names} />
    case 'services':
      return <ServicesCell rule={rule} names={names} />
    case 'contextProfiles':
      return rule.contextProfiles.length === 0 ? <Any /> : rule.contextProfiles.join(', ')
    case 'appliedTo':
      return rule.appliedTo.length === 0 ? (
        <Any>policy's</Any>
      ) : (
        <span className="fg-rule__chips">
          {rule.appliedTo.slice(0, SHOWN).map((id) => (
            <ObjectChip key={id} kind="group" name={names.group(id).name} to={paths.group(id)} />
          ))}
          <More count={rule.appliedTo.length - SHOWN} />
        </span>
      )
    case 'action':
      return <ActionMark action={rule.action} />
    case 'direction':
      return DIRECTION_LABEL[rule.direction]
    case 'ipVersion':
      return IP_LABEL[rule.ipVersion]
    case 'log':
    case 'enabled':
      return (
        <Switch
          id={`${rule.id}-${column}`}
          aria-label={`${column === 'log' ? 'Log' : 'Enabled'}: ${rule.name}`}
          isChecked={rule[column]}
          isDisabled={!canEdit}
          tabIndex={-1}
          onChange={(_event, value) => onToggle(column, value)}
        />
      )
    case 'hits':
      return <Hits hits={rule.hits} />
    case 'schedule':
      return <span className={rule.schedule ? '' : 'fg-subtle'}>{scheduleText(rule.schedule)}</span>
    case 'note':
      return <span className="fg-truncate">{rule.note}</span>
    case 'sequence':
      return <span className="fg-num fg-subtle">{rule.sequence}</span>
  }
}
