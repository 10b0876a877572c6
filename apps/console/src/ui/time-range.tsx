import { MenuToggle, type MenuToggleElement, Select, SelectList, SelectOption } from '@patternfly/react-core'
import { ClockIcon } from '@patternfly/react-icons'
import { type Ref, useState } from 'react'
import { formatTime } from '../lib/format.ts'
import { CustomRange } from './custom-range.tsx'
import { RANGES, type TimeRangeValue } from './time-ranges.ts'

interface TimeRangeProps {
  readonly value: TimeRangeValue
  readonly onChange: (value: TimeRangeValue) => void
}

/** `Last 24 hours` and the like, or two times. */
export const TimeRange = ({ value, onChange }: TimeRangeProps) => {
  const [open, setOpen] = useState(false)
  const [custom, setCustom] = useState(false)
  const label =
    value.kind === 'last'
      ? (RANGES.find((range) => range.value === value.last)?.label ?? value.last)
      : `${formatTime(value.from).slice(0, 16)} – ${formatTime(value.to).slice(0, 16)}`
  return (
    <>
      <Select
        isOpen={open}
        selected={value.kind === 'last' ? value.last : 'custom'}
        onOpenChange={setOpen}
        onSelect={(_event, next) => {
          setOpen(false)
          if (next === 'custom') setCustom(true)
          else if (typeof next === 'string') onChange({ kind: 'last', last: next })
        }}
        toggle={(ref: Ref<MenuToggleElement>) => (
          <MenuToggle
            ref={ref}
            icon={<ClockIcon />}
            isExpanded={open}
            aria-label={`Time window: ${label}`}
            onClick={() => setOpen(!open)}
          >
            {label}
          </MenuToggle>
        )}
      >
        <SelectList aria-label="Time window">
          {RANGES.map((range) => (
            <SelectOption key={range.value} value={range.value}>
              {range.label}
            </SelectOption>
          ))}
          <SelectOption value="custom">Between two times…</SelectOption>
        </SelectList>
      </Select>
      {custom && (
        <CustomRange
          value={value}
          onClose={() => setCustom(false)}
          onApply={(next) => {
            setCustom(false)
            onChange(next)
          }}
        />
      )}
    </>
  )
}
