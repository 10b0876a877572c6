import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { errorText } from '../../lib/api.ts'
import { type EntitySource, TYPED_ONLY } from '../../lib/entity-sources.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { ObjectChip, type ObjectKind } from '../object-chip.tsx'
import { useActiveItem } from '../picker/use-active-item.ts'
import './chips-editor.css'

export interface Chip {
  readonly kind: ObjectKind
  readonly id: string
  readonly name: string
}
export interface ChipsEditorProps {
  readonly label: string
  readonly kind: ObjectKind
  readonly source: EntitySource
  readonly chips: readonly Chip[]
  readonly onChange: (chips: readonly Chip[]) => void
  /** Takes typed text as it is, such as an address; null = not acceptable. */
  readonly parse?: (text: string) => Chip | null
  /** Offers to make what was typed and not found. */
  readonly onCreate?: (name: string) => void
  readonly placeholder?: string
  readonly autoFocus?: boolean
  /** What was typed to get here. */
  readonly initialText?: string
  /** Enter with nothing typed. */
  readonly onSubmit?: () => void
  /** The list stays open and takes its own room, instead of lying over what is below. */
  readonly inline?: boolean
}
const CREATE = '\u0000create'
const TEXT = '\u0000text'

/** Objects and typed values together, as chips in one field. Arrow keys, Enter, Backspace. */
export const ChipsEditor = (props: ChipsEditorProps) => {
  const { label, kind, source, chips, onChange, parse, onCreate, inline = false } = props
  const [text, setText] = useState(props.initialText ?? '')
  const [focused, setFocused] = useState(false)
  const [closed, setClosed] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const q = useDebounced(text.trim(), 120)
  const typedOnly = source === TYPED_ONLY
  const open = inline || (focused && !closed && (!typedOnly || text.trim() !== ''))
  const { data, error, isPending, isPlaceholderData } = useQuery({
    queryKey: [...source.key, q],
    queryFn: ({ signal }) => source.search(q, signal),
    enabled: open && !typedOnly,
    placeholderData: keepPreviousData,
  })
  const chosen = new Set(chips.map((chip) => `${chip.kind}/${chip.id}`))
  const typed = text.trim()
  // Answers to what was typed before must not be taken for answers to what is typed now.
  const isLate = isPlaceholderData || q !== typed
  const found = (data ?? []).filter(
    (item) =>
      !chosen.has(`${kind}/${item.id}`) && (!isLate || item.name.toLowerCase().includes(typed.toLowerCase())),
  )
  const asText = typed === '' ? null : (parse?.(typed) ?? null)
  const exact = (data ?? []).some((item) => item.name.toLowerCase() === typed.toLowerCase())
  const canCreate = onCreate !== undefined && typed !== '' && !exact && !asText && !isLate
  const values = [...(asText ? [TEXT] : []), ...found.map((item) => item.id), ...(canCreate ? [CREATE] : [])]
  const active = useActiveItem(values)
  // An empty field has nothing to take with Enter until the arrows have moved.
  const [moved, setMoved] = useState(false)
  const highlighted = typed !== '' || moved ? active.value : undefined

  const change = (next: string) => {
    setText(next)
    setClosed(false)
    setMoved(false)
  }
  const add = (chip: Chip) => {
    if (!chosen.has(`${chip.kind}/${chip.id}`)) onChange([...chips, chip])
    change('')
    input.current?.focus()
  }
  const take = (value: string) => {
    if (value === CREATE) {
      change('')
      onCreate?.(typed)
      return
    }
    if (value === TEXT) {
      if (asText) add(asText)
      return
    }
    const item = found.find((candidate) => candidate.id === value)
    if (item) add({ kind, id: item.id, name: item.name })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setClosed(false)
      if (moved || typed !== '') active.move(event.key === 'ArrowDown' ? 1 : -1)
      setMoved(true)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (highlighted !== undefined) take(highlighted)
      else if (typed === '') props.onSubmit?.()
    } else if (event.key === 'Escape' && !inline && open) {
      event.stopPropagation()
      setClosed(true)
    } else if (event.key === 'Backspace' && text === '' && chips.length > 0) {
      onChange(chips.slice(0, -1))
    }
  }
  const optionId = (value: string) =>
    `${listId}-${value === CREATE ? 'create' : value === TEXT ? 'text' : value}`
  const option = (value: string, content: React.ReactNode, detail?: string) => (
    <div
      key={value}
      id={optionId(value)}
      role="option"
      tabIndex={-1}
      aria-selected={highlighted === value}
      className="fg-chips-edit__option"
      // Before the field loses the focus.
      onMouseDown={(event) => {
        event.preventDefault()
        take(value)
      }}
    >
      <span className="fg-truncate">{content}</span>
      {detail && <span className="fg-subtle fg-truncate">{detail}</span>}
    </div>
  )
  return (
    <div className={`fg-chips-edit${inline ? ' fg-chips-edit--inline' : ''}`}>
      <div className="fg-chips-edit__field">
        {chips.map((chip) => (
          <ObjectChip
            key={`${chip.kind}/${chip.id}`}
            kind={chip.kind}
            name={chip.name}
            onRemove={() => onChange(chips.filter((other) => other !== chip))}
          />
        ))}
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          {...(open && highlighted ? { 'aria-activedescendant': optionId(highlighted) } : {})}
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: an editor that was just opened from its cell
          autoFocus={props.autoFocus === true}
          value={text}
          placeholder={chips.length === 0 ? (props.placeholder ?? 'any') : ''}
          onChange={(event) => change(event.target.value)}
          onFocus={() => {
            setFocused(true)
            setClosed(false)
          }}
          onBlur={() => setFocused(false)}
          onKeyDown={onKeyDown}
        />
      </div>
      {open && (
        <div id={listId} role="listbox" aria-label={label} className="fg-chips-edit__list">
          {asText &&
            option(
              TEXT,
              <>
                Use <span className="fg-mono">{asText.name}</span>
              </>,
            )}
          {found.map((item) => option(item.id, item.name, item.detail))}
          {canCreate && option(CREATE, `Create “${typed}”`)}
          {values.length === 0 && (
            <div className="fg-chips-edit__none">
              {error
                ? errorText(error)
                : typedOnly
                  ? typed && `“${typed}” cannot be taken: compare it with the examples`
                  : isPending || isLate
                    ? 'Searching…'
                    : typed
                      ? `Nothing named “${typed}”`
                      : 'Nothing else'}
            </div>
          )}
        </div>
      )}
    </div>
  )
}
