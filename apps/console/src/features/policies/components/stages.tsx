import type { PolicyItem } from '@flowgate/shared'
import { Badge } from '@patternfly/react-core'
import type { KeyboardEvent } from 'react'
import { formatCount } from '../../../lib/format.ts'
import { STAGES } from '../model/labels.ts'

interface StagesProps {
  readonly policies: readonly PolicyItem[] | undefined
  readonly defaultAction: 'allow' | 'drop' | undefined
  readonly value: string
  readonly onChange: (value: string) => void
}
export const DEFAULT_STAGE = 'default'

/** The categories as a packet passes through them, with the default rule last. */
export const Stages = ({ policies, defaultAction, value, onChange }: StagesProps) => {
  const keys: readonly string[] = [...STAGES.map((stage) => stage.key), DEFAULT_STAGE]
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const next = keys[(keys.indexOf(value) + step + keys.length) % keys.length]
    if (!next) return
    onChange(next)
    const tab = event.currentTarget.querySelector(`[data-stage="${next}"]`)
    if (tab instanceof HTMLElement) tab.focus()
  }
  const tab = (key: string, label: string, title: string, count: string | null) => (
    <button
      key={key}
      type="button"
      role="tab"
      id={`stage-${key}`}
      data-stage={key}
      aria-selected={value === key}
      aria-controls="stage-panel"
      tabIndex={value === key ? 0 : -1}
      title={title}
      className="fg-stage"
      onClick={() => onChange(key)}
    >
      {label}
      {count !== null && <Badge isRead>{count}</Badge>}
    </button>
  )
  return (
    <div
      role="tablist"
      aria-label="Categories in evaluation order"
      className="fg-stages"
      onKeyDown={onKeyDown}
    >
      {STAGES.map(({ key, label, purpose }) => {
        const own = policies?.filter((policy) => policy.category === key)
        const rules = own?.reduce((sum, policy) => sum + policy.ruleCount, 0)
        return tab(key, label, purpose, rules === undefined ? null : formatCount(rules))
      })}
      {tab(
        DEFAULT_STAGE,
        `Default rule${defaultAction ? `: ${defaultAction}` : ''}`,
        'Decides what no rule has decided',
        null,
      )}
    </div>
  )
}
