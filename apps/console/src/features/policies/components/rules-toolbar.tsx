import {
  Button,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
  Tooltip,
} from '@patternfly/react-core'
import { RedoIcon, UndoIcon } from '@patternfly/react-icons'
import { type ReactNode, useEffect, useState } from 'react'
import { groupSource, serviceSource } from '../../../lib/entity-sources.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import type { Patch } from '../../../lib/url-state.ts'
import { useDebounced } from '../../../lib/use-debounced.ts'
import { EntityPicker } from '../../../ui/picker/entity-picker.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import { ACTION_LABEL } from '../model/labels.ts'

export const FILTER_NAMES = [
  'q',
  'group',
  'service',
  'action',
  'changed',
  'enabled',
  'hits',
  'findings',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]
interface RulesToolbarProps {
  readonly filters: Readonly<Record<FilterName, string>>
  readonly onFilter: (patch: Patch<FilterName>) => void
  readonly view: string
  readonly names: ObjectNames
  readonly history: {
    readonly undo: () => void
    readonly redo: () => void
    readonly canUndo: boolean
    readonly canRedo: boolean
  }
  readonly end: ReactNode
}
const ANY = { value: '', label: 'any' }

export const RulesToolbar = ({ filters, onFilter, view, names, history, end }: RulesToolbarProps) => {
  const [text, setText] = useState(filters.q)
  const settled = useDebounced(text, 120)
  useEffect(() => setText(filters.q), [filters.q])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed may start a search
  useEffect(() => {
    if (settled === text && settled !== filters.q) onFilter({ q: settled })
  }, [settled])
  const any = Object.values(filters).some((value) => value !== '')
  const clear = () => onFilter(Object.fromEntries(FILTER_NAMES.map((name) => [name, null])))
  return (
    <Toolbar inset={{ default: 'insetNone' }}>
      <ToolbarContent>
        <ToolbarGroup className="fg-table__filters">
          <ToolbarItem>
            <SearchInput
              className="fg-rules-search"
              aria-label="Search rules"
              placeholder="Rule, id, note, address"
              value={text}
              onChange={(_event, value) => setText(value)}
              onClear={() => {
                setText('')
                onFilter({ q: null })
              }}
            />
          </ToolbarItem>
          <ToolbarItem className="fg-rules-pick">
            <EntityPicker
              label="Group"
              kind="group"
              single
              placeholder="Group"
              source={groupSource(view)}
              selected={filters.group ? [{ id: filters.group, name: names.group(filters.group).name }] : []}
              onChange={([item]) => onFilter({ group: item?.id ?? null })}
            />
          </ToolbarItem>
          <ToolbarItem className="fg-rules-pick">
            <EntityPicker
              label="Service"
              kind="service"
              single
              placeholder="Service"
              source={serviceSource(view)}
              selected={
                filters.service ? [{ id: filters.service, name: names.service(filters.service).name }] : []
              }
              onChange={([item]) => onFilter({ service: item?.id ?? null })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <SelectOne
              label="Action"
              showLabel
              value={filters.action}
              options={[ANY, ...Object.entries(ACTION_LABEL).map(([value, label]) => ({ value, label }))]}
              onChange={(action) => onFilter({ action })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <SelectOne
              label="Changed"
              showLabel
              value={filters.changed}
              options={[ANY, { value: 'true', label: 'in this draft' }, { value: 'false', label: 'not' }]}
              onChange={(changed) => onFilter({ changed })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <SelectOne
              label="State"
              showLabel
              value={filters.enabled}
              options={[ANY, { value: 'true', label: 'enabled' }, { value: 'false', label: 'disabled' }]}
              onChange={(enabled) => onFilter({ enabled })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <SelectOne
              label="Hits"
              showLabel
              value={filters.hits}
              options={[
                ANY,
                {
                  value: 'none',
                  label: 'none in 30 days',
                  description: 'Published rules that decided nothing',
                },
                { value: 'some', label: 'some in 30 days' },
              ]}
              onChange={(hits) => onFilter({ hits })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <SelectOne
              label="Findings"
              showLabel
              value={filters.findings}
              options={[
                ANY,
                { value: 'true', label: 'some', description: 'Shadowed, duplicate, too wide' },
                { value: 'false', label: 'none' },
              ]}
              onChange={(findings) => onFilter({ findings })}
            />
          </ToolbarItem>
          {any && (
            <ToolbarItem>
              <Button variant="link" isInline onClick={clear}>
                Clear filters
              </Button>
            </ToolbarItem>
          )}
        </ToolbarGroup>
        <ToolbarGroup align={{ default: 'alignEnd' }}>
          <ToolbarItem>
            <Tooltip content="Undo the last edit of the draft (Ctrl+Z)">
              <Button
                variant="plain"
                aria-label="Undo"
                icon={<UndoIcon />}
                isAriaDisabled={!history.canUndo}
                onClick={history.undo}
              />
            </Tooltip>
            <Tooltip content="Redo (Ctrl+Shift+Z)">
              <Button
                variant="plain"
                aria-label="Redo"
                icon={<RedoIcon />}
                isAriaDisabled={!history.canRedo}
                onClick={history.redo}
              />
            </Tooltip>
          </ToolbarItem>
          <ToolbarItem>{end}</ToolbarItem>
        </ToolbarGroup>
      </ToolbarContent>
    </Toolbar>
  )
}
