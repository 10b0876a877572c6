import type { RuleItem } from '@flowgate/shared'
import { Button } from '@patternfly/react-core'
import { plural } from '../../../lib/format.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import type { RulePatch } from '../model/cached-rules.ts'

interface BulkBarProps {
  readonly rules: readonly RuleItem[]
  readonly blocked: string | null
  readonly onPatch: (patch: RulePatch) => void
  readonly onClone: () => void
  readonly onDelete: () => void
  readonly onClear: () => void
}
const ACTIONS: readonly (readonly [string, RulePatch])[] = [
  ['Enable', { enabled: true }],
  ['Disable', { enabled: false }],
  ['Log', { log: true }],
  ['Do not log', { log: false }],
]

/** What can be done to several rules at once. */
export const BulkBar = ({ rules, blocked, onPatch, onClone, onDelete, onClear }: BulkBarProps) => (
  <section className="fg-bulk" aria-label="Actions for selected rules">
    <strong>{plural(rules.length, 'rule')} selected</strong>
    {ACTIONS.map(([label, patch]) => (
      <GuardedButton
        key={label}
        requires="policy:write"
        blocked={blocked}
        variant="secondary"
        size="sm"
        onClick={() => onPatch(patch)}
      >
        {label}
      </GuardedButton>
    ))}
    <GuardedButton requires="policy:write" blocked={blocked} variant="secondary" size="sm" onClick={onClone}>
      Clone
    </GuardedButton>
    <GuardedButton requires="policy:write" blocked={blocked} variant="danger" size="sm" onClick={onDelete}>
      Delete…
    </GuardedButton>
    <Button variant="link" size="sm" onClick={onClear}>
      Clear selection
    </Button>
  </section>
)
