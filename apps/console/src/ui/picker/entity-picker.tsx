import {
  Button,
  MenuToggle,
  type MenuToggleElement,
  Select,
  SelectList,
  SelectOption,
  TextInputGroup,
  TextInputGroupMain,
  TextInputGroupUtilities,
} from '@patternfly/react-core'
import { TimesIcon } from '@patternfly/react-icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type Ref, useId, useState } from 'react'
import { errorText } from '../../lib/api.ts'
import type { Entity, EntitySource } from '../../lib/entity-sources.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { ObjectChip, type ObjectKind } from '../object-chip.tsx'
import { useActiveItem } from './use-active-item.ts'
import './entity-picker.css'

export interface EntityPickerProps {
  /** Accessible name of the input. */
  readonly label: string
  readonly kind: ObjectKind
  readonly source: EntitySource
  readonly selected: readonly Entity[]
  readonly onChange: (selected: readonly Entity[]) => void
  /** One at most: a choice replaces the one before. */
  readonly single?: boolean
  readonly placeholder?: string
  /** Offers to create what was typed and not found. */
  readonly onCreate?: (name: string) => void
  /** Takes typed text as it is, such as an address; null = not acceptable. */
  readonly parseText?: (text: string) => Entity | null
  readonly isDisabled?: boolean
}
const CREATE = '\u0000create'
const TEXT = '\u0000text'

/** Search and pick: several as chips, or one. Arrow keys, Enter, Escape, Backspace. */
export const EntityPicker = (props: EntityPickerProps) => {
  const { label, kind, source, selected, onChange, single = false, onCreate, parseText } = props
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const q = useDebounced(text.trim(), 120)
  const listId = useId()
  const { data, error, isPending, isPlaceholderData } = useQuery({
    queryKey: [...source.key, q],
    queryFn: ({ signal }) => source.search(q, signal),
    enabled: open,
    placeholderData: keepPreviousData,
  })
  const chosen = new Set(selected.map((item) => item.id))
  const typed = text.trim()
  // Answers to what was typed before must not be taken for answers to what is typed now.
  const isLate = isPlaceholderData || q !== typed
  const found = (data ?? []).filter(
    (item) =>
      (single || !chosen.has(item.id)) && (!isLate || item.name.toLowerCase().includes(typed.toLowerCase())),
  )
  const asText = typed !== '' && parseText ? parseText(typed) : null
  const exact = found.some((item) => item.name.toLowerCase() === typed.toLowerCase())
  const values = [
    ...(asText ? [TEXT] : []),
    ...found.map((item) => item.id),
    ...(onCreate && typed !== '' && !exact && !isLate ? [CREATE] : []),
  ]
  const active = useActiveItem(values)

  const add = (item: Entity) => {
    onChange(single ? [item] : chosen.has(item.id) ? selected : [...selected, item])
    setText('')
    if (single) setOpen(false)
  }
  const take = (value: string) => {
    if (value === CREATE) {
      setOpen(false)
      setText('')
      onCreate?.(typed)
    } else if (value === TEXT) {
      if (asText) add(asText)
    } else {
      const item = found.find((candidate) => candidate.id === value)
      if (item) add(item)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      active.move(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (open && active.value !== undefined) take(active.value)
      else setOpen(true)
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation()
      setOpen(false)
    } else if (event.key === 'Backspace' && text === '' && selected.length > 0) {
      onChange(selected.slice(0, -1))
    }
  }
  const optionId = (value: string) => `${listId}-${value}`
  return (
    <Select
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={(_event, value) => typeof value === 'string' && take(value)}
      variant="typeahead"
      isScrollable
      maxMenuHeight="320px"
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle
          ref={ref}
          variant="typeahead"
          isFullWidth
          isExpanded={open}
          isDisabled={props.isDisabled === true}
          onClick={() => setOpen(!open)}
          aria-label={`Options for ${label}`}
        >
          <TextInputGroup
            isPlain
            isDisabled={props.isDisabled === true}
            className={single ? 'fg-picker--single' : ''}
          >
            <TextInputGroupMain
              value={text}
              onClick={() => setOpen(true)}
              onChange={(_event, value) => {
                setText(value)
                setOpen(true)
              }}
              onKeyDown={onKeyDown}
              autoComplete="off"
              role="combobox"
              aria-label={label}
              isExpanded={open}
              aria-controls={listId}
              {...(open && active.value ? { 'aria-activedescendant': optionId(active.value) } : {})}
              placeholder={selected.length === 0 ? (props.placeholder ?? 'Search') : ''}
            >
              {selected.length > 0 && (
                <span className="fg-picker__chips">
                  {selected.map((item) => (
                    <ObjectChip
                      key={item.id}
                      kind={kind}
                      name={item.name}
                      onRemove={() => onChange(selected.filter((other) => other.id !== item.id))}
                    />
                  ))}
                </span>
              )}
            </TextInputGroupMain>
            {selected.length > 0 && (
              <TextInputGroupUtilities>
                <Button
                  variant="plain"
                  icon={<TimesIcon />}
                  aria-label={`Clear ${label}`}
                  onClick={() => onChange([])}
                />
              </TextInputGroupUtilities>
            )}
          </TextInputGroup>
        </MenuToggle>
      )}
    >
      <SelectList id={listId} aria-label={label}>
        {asText && (
          <SelectOption value={TEXT} id={optionId(TEXT)} isFocused={active.value === TEXT}>
            Use <span className="fg-mono">{asText.name}</span>
          </SelectOption>
        )}
        {found.map((item) => (
          <SelectOption
            key={item.id}
            id={optionId(item.id)}
            value={item.id}
            isFocused={active.value === item.id}
            isSelected={chosen.has(item.id)}
            {...(item.detail ? { description: item.detail } : {})}
          >
            {item.name}
          </SelectOption>
        ))}
        {onCreate && typed !== '' && !exact && !isLate && (
          <SelectOption value={CREATE} id={optionId(CREATE)} isFocused={active.value === CREATE}>
            Create “{typed}”
          </SelectOption>
        )}
        {values.length === 0 && (
          <SelectOption isDisabled>
            {error
              ? errorText(error)
              : isPending
                ? 'Searching…'
                : typed
                  ? `Nothing named “${typed}”`
                  : 'Nothing yet'}
          </SelectOption>
        )}
      </SelectList>
    </Select>
  )
}
