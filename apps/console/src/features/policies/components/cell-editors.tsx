import { Checkbox } from '@patternfly/react-core'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { groupSource, serviceSource } from '../../../lib/entity-sources.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { type Chip, ChipsEditor } from '../../../ui/chips/chips-editor.tsx'
import { Kbd } from '../../../ui/text/kbd.tsx'
import {
  addressChip,
  type Endpoints,
  endpointChips,
  endpointsOf,
  entryChip,
  groupChips,
  type RuleServices,
  serviceChips,
  servicesOf,
} from '../model/rule-chips.ts'
import { useCreateInPlace } from './use-create-in-place.tsx'

export interface EditorProps<T> {
  readonly label: string
  readonly value: T
  readonly onChange: (value: T) => void
  readonly view: string
  readonly names: ObjectNames
  readonly initialText?: string
  readonly onSubmit?: () => void
  /** In a cell: takes the focus, and its list is part of it. */
  readonly inline?: boolean
}

const shared = <T,>({ initialText, onSubmit, inline = false }: EditorProps<T>) => ({
  inline,
  autoFocus: inline,
  ...(initialText === undefined ? {} : { initialText }),
  ...(onSubmit ? { onSubmit } : {}),
})

export const EndpointsEditor = (props: EditorProps<Endpoints>) => {
  const { label, value, onChange, view, names } = props
  const [made, setMade] = useState<ReadonlyMap<string, string>>(new Map())
  const set = (chips: readonly Chip[]) => onChange(endpointsOf(chips, value.negated))
  const chips = endpointChips(value, names).map((chip) => ({ ...chip, name: made.get(chip.id) ?? chip.name }))
  const latest = useRef(chips)
  latest.current = chips
  const create = useCreateInPlace('group', (item) => {
    setMade((before) => new Map(before).set(item.id, item.name))
    set([...latest.current, { kind: 'group', id: item.id, name: item.name }])
  })
  return (
    <>
      <ChipsEditor
        {...shared(props)}
        label={label}
        kind="group"
        source={groupSource(view)}
        chips={chips}
        onChange={set}
        parse={addressChip}
        placeholder="any; search groups or type an address"
        {...(create.open ? { onCreate: create.open } : {})}
      />
      <Checkbox
        id={`negate-${label}`}
        label="Negated: everything but these"
        isChecked={value.negated}
        isDisabled={chips.length === 0}
        onChange={(_event, negated) => onChange({ ...value, negated })}
        data-stop
      />
      {create.dialog}
    </>
  )
}

export const ServicesEditor = (props: EditorProps<RuleServices>) => {
  const { label, value, onChange, view, names } = props
  const chips = serviceChips(value, names)
  const create = useCreateInPlace('service', (item) =>
    onChange({ ...value, services: [...value.services, item.id] }),
  )
  return (
    <>
      <ChipsEditor
        {...shared(props)}
        label={label}
        kind="service"
        source={serviceSource(view)}
        chips={chips}
        onChange={(next) => onChange(servicesOf(next))}
        parse={entryChip}
        placeholder="any; search services or type tcp/443"
        {...(create.open ? { onCreate: create.open } : {})}
      />
      {create.dialog}
    </>
  )
}

export const GroupsEditor = (props: EditorProps<readonly string[]>) => {
  const { label, value, onChange, view, names } = props
  return (
    <ChipsEditor
      {...shared(props)}
      label={label}
      kind="group"
      source={groupSource(view)}
      chips={groupChips(value, names)}
      onChange={(next) => onChange(next.map((chip) => chip.id))}
      placeholder="everywhere; search groups"
    />
  )
}

interface ChoicesProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly text: string }[]
  readonly initialText?: string
  readonly onChoose: (value: T) => void
}
/** A few values to choose one of: arrows, the first letter, Enter. */
export const Choices = <T extends string>({
  label,
  value,
  options,
  initialText,
  onChoose,
}: ChoicesProps<T>) => {
  const box = useRef<HTMLDivElement>(null)
  const byLetter = (letter: string) =>
    options.findIndex((option) => option.text.toLowerCase().startsWith(letter.toLowerCase()))
  const start = initialText ? byLetter(initialText) : -1
  const focused =
    start >= 0
      ? start
      : Math.max(
          0,
          options.findIndex((option) => option.value === value),
        )
  const focusOn = (index: number) => {
    const buttons = box.current?.querySelectorAll('button')
    buttons?.[(index + options.length) % options.length]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons: readonly Element[] = [...(box.current?.querySelectorAll('button') ?? [])]
    const index = document.activeElement ? buttons.indexOf(document.activeElement) : -1
    if (event.key === 'ArrowDown') focusOn(index + 1)
    else if (event.key === 'ArrowUp') focusOn(index - 1)
    else if (/^[a-z]$/i.test(event.key) && byLetter(event.key) >= 0) focusOn(byLetter(event.key))
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={box}
      role="listbox"
      aria-label={label}
      className="fg-cell-popover__choices"
      onKeyDown={onKeyDown}
    >
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          role="option"
          aria-selected={option.value === value}
          // biome-ignore lint/a11y/noAutofocus: an editor that was just opened from its cell
          autoFocus={index === focused}
          className="fg-cell-popover__choice"
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}

export const EditorFoot = () => (
  <div className="fg-cell-popover__foot">
    <span>
      <Kbd keys="Enter" /> add · <Kbd keys="Ctrl+Enter" /> save
    </span>
    <span>
      <Kbd keys="Esc" /> cancel
    </span>
  </div>
)
