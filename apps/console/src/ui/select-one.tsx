import { MenuToggle, type MenuToggleElement, Select, SelectList, SelectOption } from '@patternfly/react-core'
import { type ReactNode, type Ref, useState } from 'react'

export interface Option {
  readonly value: string
  readonly label: ReactNode
  readonly description?: string
}
interface SelectOneProps {
  /** Its accessible name; shown before the value when `showLabel`. */
  readonly label: string
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
  readonly showLabel?: boolean
  readonly isDisabled?: boolean
  readonly isFullWidth?: boolean
}

/** One of a few. For many, use EntityPicker. */
export const SelectOne = (props: SelectOneProps) => {
  const {
    label,
    value,
    options,
    onChange,
    showLabel = false,
    isDisabled = false,
    isFullWidth = false,
  } = props
  const [open, setOpen] = useState(false)
  const current = options.find((option) => option.value === value)
  return (
    <Select
      isOpen={open}
      selected={value}
      onOpenChange={setOpen}
      onSelect={(_event, next) => {
        setOpen(false)
        if (typeof next === 'string') onChange(next)
      }}
      shouldFocusToggleOnSelect
      isScrollable
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle
          ref={ref}
          isExpanded={open}
          isDisabled={isDisabled}
          isFullWidth={isFullWidth}
          aria-label={label}
          onClick={() => setOpen(!open)}
        >
          {showLabel && <span className="fg-subtle">{label}: </span>}
          {current?.label ?? value}
        </MenuToggle>
      )}
    >
      <SelectList aria-label={label}>
        {options.map((option) => (
          <SelectOption
            key={option.value}
            value={option.value}
            {...(option.description ? { description: option.description } : {})}
          >
            {option.label}
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  )
}
