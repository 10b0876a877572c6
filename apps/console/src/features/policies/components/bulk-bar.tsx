import type { RuleItem } from '@flowgate/shared'
import { Button } from '@patternfly/react-core'
import { useRef, useState } from 'react'
import { formatExact, plural } from '../../../lib/format.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import type { BulkEdit, RuleEdits } from '../api/rule-edits.ts'

interface BulkBarProps {
  readonly rules: readonly RuleItem[]
  readonly blocked: string | null
  readonly edits: RuleEdits
  /** The rules as they are after an edit. */
  readonly onChanged: (rules: readonly RuleItem[]) => void
  readonly onDelete: () => void
  readonly onClear: () => void
}
const ACTIONS: readonly (readonly [string, BulkEdit])[] = [
  ['Enable', { enabled: true }],
  ['Disable', { enabled: false }],
  ['Log', { log: true }],
  ['Do not log', { log: false }],
  ['Clone', 'clone'],
]

/** What can be done to several rules at once. */
export const BulkBar = ({ rules, blocked, edits, onChanged, onDelete, onClear }: BulkBarProps) => {
  const [done, setDone] = useState<number | null>(null)
  const stop = useRef(false)
  const run = (edit: BulkEdit) => {
    stop.current = false
    setDone(0)
    edits.bulk.mutate(
      { rules, edit, onProgress: setDone, isStopped: () => stop.current },
      { onSuccess: onChanged, onSettled: () => setDone(null) },
    )
  }
  return (
    <section className="fg-bulk" aria-label="Actions for selected rules">
      <strong>{plural(rules.length, 'rule')} selected</strong>
      {done === null ? (
        <>
          {ACTIONS.map(([label, edit]) => (
            <GuardedButton
              key={label}
              requires="policy:write"
              blocked={blocked}
              variant="secondary"
              size="sm"
              onClick={() => run(edit)}
            >
              {label}
            </GuardedButton>
          ))}
          <GuardedButton
            requires="policy:write"
            blocked={blocked}
            variant="danger"
            size="sm"
            onClick={onDelete}
          >
            Delete…
          </GuardedButton>
          <Button variant="link" size="sm" onClick={onClear}>
            Clear selection
          </Button>
        </>
      ) : (
        <>
          <progress
            className="fg-bulk__progress"
            aria-label="Rules changed"
            max={rules.length}
            value={done}
          />
          <span className="fg-num fg-subtle">
            {formatExact(done)} of {formatExact(rules.length)}
          </span>
          <Button
            variant="link"
            size="sm"
            onClick={() => {
              stop.current = true
            }}
          >
            Stop
          </Button>
        </>
      )}
    </section>
  )
}
