import { Button, Label, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { memo } from 'react'
import { tagSource } from '../../../lib/entity-sources.ts'
import type { Patch } from '../../../lib/url-state.ts'
import { EntityPicker } from '../../../ui/picker/entity-picker.tsx'
import { PortInput } from '../../../ui/port-input.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import { applicationsQuery } from '../api/node-details.ts'
import type { MapUrl } from '../model/view-state.ts'
import './map-toolbar.css'

interface MapToolbarProps {
  readonly url: MapUrl
  readonly set: (patch: Patch<keyof MapUrl>) => void
}
const LEVELS = [
  { value: 'application', label: 'applications' },
  { value: 'tier', label: 'tiers' },
  { value: 'workload', label: 'workloads' },
]
const VERDICTS = [
  { value: '', label: 'any' },
  { value: 'allowed', label: 'allowed by a rule' },
  { value: 'denied', label: 'denied' },
  { value: 'unprotected', label: 'decided by default rule' },
  { value: 'unknown', label: 'unknown' },
]
const ORIGINS = [
  { value: '', label: 'any' },
  { value: 'observed', label: 'observed by hosts' },
  { value: 'imported', label: 'imported' },
  { value: 'recorded', label: 'recorded' },
]
/** Filters that only a link sets, with their names. */
const LINKED = { source: 'From', destination: 'To', ruleId: 'Rule', importId: 'Import', q: 'Text' } as const
const CLEAR = {
  either: null,
  protocol: null,
  port: null,
  state: null,
  origin: null,
  source: null,
  destination: null,
  ruleId: null,
  importId: null,
  q: null,
}

/** What the toolbar shows of the address. */
const SHOWN = ['mode', 'level', ...(Object.keys(CLEAR) as (keyof typeof CLEAR)[])] as const
const isSame = (before: MapToolbarProps, now: MapToolbarProps): boolean =>
  before.set === now.set && SHOWN.every((name) => before.url[name] === now.url[name])

/** Not drawn again when something is opened or selected. */
export const MapToolbar = memo(({ url, set }: MapToolbarProps) => {
  const { data: applications = [] } = useQuery(applicationsQuery)
  const application = url.either.startsWith('app:') ? url.either.slice(4) : ''
  const tag = url.either.startsWith('tag:') ? url.either.slice(4) : ''
  const linked = (Object.keys(LINKED) as (keyof typeof LINKED)[]).filter((name) => url[name] !== '')
  const filtered = Object.keys(CLEAR).some((name) => url[name as keyof typeof CLEAR] !== '')
  return (
    <div className="fg-map-toolbar" role="toolbar" aria-label="Map">
      <ToggleGroup aria-label="View" isCompact>
        {(['graph', 'table'] as const).map((mode) => (
          <ToggleGroupItem
            key={mode}
            text={mode === 'graph' ? 'Graph' : 'Table'}
            buttonId={`mode-${mode}`}
            isSelected={url.mode === mode}
            onChange={() => set({ mode })}
          />
        ))}
      </ToggleGroup>
      <SelectOne
        label="Level"
        showLabel
        value={url.level}
        options={LEVELS}
        onChange={(level) => set({ level, expand: null })}
      />
      <SelectOne
        label="Application"
        showLabel
        value={application}
        options={[{ value: '', label: 'any' }, ...applications.map((name) => ({ value: name, label: name }))]}
        onChange={(name) => set({ either: name === '' ? null : `app:${name}` })}
      />
      <SelectOne
        label="Verdict"
        showLabel
        value={url.state}
        options={VERDICTS}
        onChange={(state) => set({ state })}
      />
      <PortInput value={url} onChange={({ protocol, port }) => set({ protocol, port })} />
      <div className="fg-map-toolbar__tag">
        <EntityPicker
          label="Tag"
          kind="tag"
          single
          placeholder="Tag"
          source={tagSource}
          selected={tag === '' ? [] : [{ id: tag, name: tag }]}
          onChange={([chosen]) => set({ either: chosen ? `tag:${chosen.id}` : null })}
        />
      </div>
      <SelectOne
        label="Origin"
        showLabel
        value={url.origin}
        options={ORIGINS}
        onChange={(origin) => set({ origin })}
      />
      {linked.map((name) => (
        <Label
          key={name}
          onClose={() => set({ [name]: null })}
          closeBtnAriaLabel={`Remove filter ${LINKED[name]}`}
        >
          {LINKED[name]}: {url[name]}
        </Label>
      ))}
      {filtered && (
        <Button variant="link" isInline onClick={() => set(CLEAR)}>
          Clear filters
        </Button>
      )}
    </div>
  )
}, isSame)
