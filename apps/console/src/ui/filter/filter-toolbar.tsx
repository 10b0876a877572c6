import { Button, Label, LabelGroup, SearchInput, ToolbarItem } from '@patternfly/react-core'
import { type ReactNode, useEffect, useState } from 'react'
import { useDebounced } from '../../lib/use-debounced.ts'
import { type Option, SelectOne } from '../select-one.tsx'
import type { TableView } from '../table/use-table-state.ts'

export interface FilterChoice {
  /** Name of the query parameter. */
  readonly name: string
  readonly label: string
  /** Without `any`, which is added. */
  readonly options: readonly Option[]
}
interface FilterToolbarProps {
  readonly state: TableView
  /** What the search looks through: `Name, address or tag`. */
  readonly searchHint?: string
  readonly choices?: readonly FilterChoice[]
  /** Filters of another kind, such as a picker. */
  readonly children?: ReactNode
  /** Names of filters that only a link can set (`host`), to be shown as chips that can be taken off. */
  readonly others?: Readonly<Record<string, string>>
}

const SearchBox = ({ state, hint }: { readonly state: TableView; readonly hint: string }) => {
  const [text, setText] = useState(state.q)
  const settled = useDebounced(text, 250)
  const { q, setFilter } = state
  useEffect(() => setText(q), [q])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed may start a search
  useEffect(() => {
    if (settled !== q && settled === text) setFilter({ q: settled })
  }, [settled])
  return (
    <SearchInput
      className="fg-search"
      aria-label={`Search: ${hint}`}
      placeholder={hint}
      value={text}
      onChange={(_event, value) => setText(value)}
      onClear={() => {
        setText('')
        setFilter({ q: null })
      }}
    />
  )
}

/** Search, a select for each choice, and chips for what is set. Everything goes to the address. */
export const FilterToolbar = (props: FilterToolbarProps) => {
  const { state, searchHint, choices = [], children, others = {} } = props
  const chips = [
    ...choices.map(({ name, label, options }) => ({ name, label, options })),
    ...Object.entries(others).map(([name, label]) => ({ name, label, options: [] as readonly Option[] })),
  ].filter(({ name }) => (state.filters[name] ?? '') !== '')
  return (
    <>
      {searchHint && (
        <ToolbarItem>
          <SearchBox state={state} hint={searchHint} />
        </ToolbarItem>
      )}
      {choices.map((choice) => (
        <ToolbarItem key={choice.name}>
          <SelectOne
            label={choice.label}
            showLabel
            value={state.filters[choice.name] ?? ''}
            options={[{ value: '', label: 'any' }, ...choice.options]}
            onChange={(value) => state.setFilter({ [choice.name]: value })}
          />
        </ToolbarItem>
      ))}
      {children}
      {chips.length > 0 && (
        <ToolbarItem className="fg-chips">
          <LabelGroup aria-label="Filters set" numLabels={6}>
            {chips.map(({ name, label, options }) => {
              const value = state.filters[name] ?? ''
              const shown = options.find((option) => option.value === value)?.label ?? value
              return (
                <Label
                  key={name}
                  closeBtnAriaLabel={`Remove filter ${label}`}
                  onClose={() => state.setFilter({ [name]: null })}
                >
                  {label}: {shown}
                </Label>
              )
            })}
          </LabelGroup>
          <Button variant="link" isInline onClick={state.clearFilters}>
            Clear all
          </Button>
        </ToolbarItem>
      )}
    </>
  )
}
