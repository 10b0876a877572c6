import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { NewRule } from '../../../lib/paths.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { useAfterEdit } from '../api/after-edit.ts'
import { createSideGroup, findSideGroup } from '../api/side-groups.ts'
import { prefilled, type SideOf, sideName, sideOf } from '../model/prefill.ts'
import { RuleDialog, type RuleDialogProps } from './rule-dialog.tsx'

interface PrefilledRuleProps
  extends Omit<RuleDialogProps, 'rule' | 'prefill' | 'position' | 'policyId' | 'view'> {
  readonly asked: NewRule
  readonly view: PolicyView
}
const needsGroup = (side: SideOf) => side.kind === 'tags' || side.kind === 'workload'

/** A new rule for traffic that was seen: finds the groups for its two sides, or makes them after asking. */
export const PrefilledRule = ({ asked, view, ...dialog }: PrefilledRuleProps) => {
  const sides = { sources: sideOf(asked.source), destinations: sideOf(asked.destination) }
  const afterEdit = useAfterEdit(view)
  // The question closes itself after its answer, which is not the reader giving up.
  const answered = useRef(false)
  const [made, setMade] = useState<Readonly<Record<'sources' | 'destinations', string | null>> | null>(null)
  const { data: found } = useQuery({
    queryKey: ['groups', 'sides', asked.source, asked.destination, view.view],
    queryFn: async () => ({
      sources: await findSideGroup(sides.sources, view.view),
      destinations: await findSideGroup(sides.destinations, view.view),
    }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!found) return null
  const missing = (['sources', 'destinations'] as const).filter(
    (key) => found[key] === null && needsGroup(sides[key]),
  )
  const groups = made ?? (missing.length === 0 ? found : null)
  if (groups)
    return (
      <RuleDialog
        {...dialog}
        rule={null}
        policyId={null}
        view={view.view}
        prefill={prefilled(asked, groups)}
      />
    )
  const create = async () => {
    const next = { ...found }
    for (const key of missing) {
      const same = key === 'destinations' && asked.source === asked.destination ? next.sources : null
      next[key] = same ?? (await createSideGroup(sides[key], view.draftId)).id
    }
    await afterEdit()
    answered.current = true
    setMade(next)
  }
  return (
    <ConfirmDialog
      title="New security groups for this rule"
      confirmLabel={missing.length === 1 ? 'Create group' : 'Create groups'}
      onConfirm={create}
      onClose={() => {
        if (!answered.current) dialog.onClose()
      }}
    >
      <p>Rules name security groups. These do not exist yet and will be created in your draft:</p>
      <ul className="fg-stack">
        {missing.map((key) => {
          const side = sides[key]
          return (
            <li key={key} className="fg-row">
              <ObjectChip kind="group" name={sideName(side)} />
              {side.kind === 'tags' ? (
                <span className="fg-row">
                  every workload with
                  {side.tags.map((tag) => (
                    <ObjectChip key={tag.scope} kind="tag" name={`${tag.scope}:${tag.value}`} />
                  ))}
                </span>
              ) : (
                <span className="fg-subtle">this workload alone</span>
              )}
            </li>
          )
        })}
      </ul>
    </ConfirmDialog>
  )
}
