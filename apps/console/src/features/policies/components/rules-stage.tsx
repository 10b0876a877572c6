import type { PolicyItem } from '@flowgate/shared'
import { Button, Skeleton, Tooltip } from '@patternfly/react-core'
import {
  CompressArrowsAltIcon,
  ExpandArrowsAltIcon,
  PlusIcon,
  SearchIcon,
  ShieldAltIcon,
} from '@patternfly/react-icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useDraftUndo } from '../../../lib/draft-undo.ts'
import { plural } from '../../../lib/format.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import type { Patch } from '../../../lib/url-state.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { Failure, Nothing } from '../../../ui/states.tsx'
import { ColumnChooser, useColumns } from '../../../ui/table/column-chooser.tsx'
import { useChangedFields } from '../api/draft-fields.ts'
import { usePolicyEdits } from '../api/policy-edits.ts'
import { useRuleEdits } from '../api/rule-edits.ts'
import { type RuleCategory, type RuleFilter, rulesQuery } from '../api/rules.ts'
import { GRID_COLUMNS } from '../model/columns.ts'
import { stageLabel } from '../model/labels.ts'
import { BulkBar } from './bulk-bar.tsx'
import { PolicyDialogs } from './policy-dialogs.tsx'
import { RulesGrid } from './rules-grid.tsx'
import { type FilterName, RulesToolbar } from './rules-toolbar.tsx'
import { useCollapsed } from './use-collapsed.ts'
import { useMoveEffect } from './use-move-effect.ts'
import { useRuleCommands } from './use-rule-commands.ts'

interface RulesStageProps {
  readonly category: RuleCategory
  /** Of the category; one when the page is of one policy. */
  readonly policies: readonly PolicyItem[]
  readonly policyId: string | undefined
  readonly view: PolicyView
  readonly names: ObjectNames
  readonly filters: Readonly<Record<FilterName, string>>
  readonly highlighted: string
  readonly onFilter: (patch: Patch<FilterName>) => void
  readonly newPolicy: boolean
  readonly onNewPolicyClosed: () => void
}
const filterOf = (props: RulesStageProps): RuleFilter => {
  const { q, group, service, action, changed, enabled } = props.filters
  const flag = (value: string) => (value === 'true' || value === 'false' ? value : undefined)
  const one = (['allow', 'drop', 'reject', 'jump-to-application'] as const).find((item) => item === action)
  return {
    view: props.view.view,
    ...(props.policyId ? { policyId: props.policyId } : { category: props.category }),
    ...(q ? { q } : {}),
    ...(group ? { group } : {}),
    ...(service ? { service } : {}),
    ...(one ? { action: one } : {}),
    ...(flag(changed) ? { changed: flag(changed) as 'true' | 'false' } : {}),
    ...(flag(enabled) ? { enabled: flag(enabled) as 'true' | 'false' } : {}),
  }
}

/** One category's policies with their rules. */
export const RulesStage = (props: RulesStageProps) => {
  const { category, policies, view, names, filters, highlighted, onFilter } = props
  const blocked = view.readOnlyReason
  const list = useInfiniteQuery(rulesQuery(filterOf(props)))
  const rules = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total ?? 0
  const filtered = Object.values(filters).some((value) => value !== '')
  const changedFields = useChangedFields(view)
  const ruleEdits = useRuleEdits(view)
  const policyEdits = usePolicyEdits(view)
  const history = useDraftUndo(blocked === null)
  const folding = useCollapsed()
  const columns = useColumns('rules', GRID_COLUMNS)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const explainMove = useMoveEffect(view.view)
  const commands = useRuleCommands({
    view: view.view,
    rules,
    policies,
    ruleEdits,
    policyEdits,
    onMoved: (rule, passed) => void explainMove(rule, passed),
  })
  const chosen = rules.filter((rule) => selected.has(rule.id))
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const seeking = highlighted !== '' && !rules.some((rule) => rule.id === highlighted)
  useEffect(() => {
    if (seeking && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [seeking, hasNextPage, isFetchingNextPage, fetchNextPage])
  useEffect(() => {
    if (!end.current || !hasNextPage) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage()
    })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [hasNextPage, fetchNextPage])
  const close = () => {
    commands.setDialog(null)
    ruleEdits.clearConflict()
    props.onNewPolicyClosed()
  }
  const dialog = props.newPolicy ? ({ kind: 'policy', policy: null } as const) : commands.dialog
  return (
    <div className="fg-policies">
      <RulesToolbar
        filters={filters}
        onFilter={onFilter}
        view={view.view}
        names={names}
        history={history}
        end={
          <span className="fg-row">
            <Tooltip content={folding.collapsed.size > 0 ? 'Expand all policies' : 'Collapse all policies'}>
              <Button
                variant="plain"
                aria-label={folding.collapsed.size > 0 ? 'Expand all' : 'Collapse all'}
                icon={folding.collapsed.size > 0 ? <ExpandArrowsAltIcon /> : <CompressArrowsAltIcon />}
                onClick={() =>
                  folding.set(folding.collapsed.size > 0 ? [] : policies.map((policy) => policy.id))
                }
              />
            </Tooltip>
            <ColumnChooser columns={GRID_COLUMNS} hidden={columns.hidden} onToggle={columns.toggle} />
          </span>
        }
      />
      {chosen.length > 0 && (
        <BulkBar
          rules={chosen}
          blocked={blocked}
          onPatch={(patch) => {
            for (const rule of chosen) ruleEdits.update.mutate({ rule, patch })
          }}
          onClone={() => {
            for (const rule of chosen) ruleEdits.clone.mutate(rule)
          }}
          onDelete={() => commands.setDialog({ kind: 'delete-rules', rules: chosen })}
          onClear={() => setSelected(new Set())}
        />
      )}
      {list.error ? (
        <Failure title="Could not load the rules" error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <div className="fg-stack" aria-busy="true">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
            <Skeleton key={key} height="34px" screenreaderText={key === 'a' ? 'Loading rules' : ''} />
          ))}
        </div>
      ) : policies.length === 0 ? (
        <Nothing
          title={`No policies in ${stageLabel(category)}`}
          icon={ShieldAltIcon}
          action={
            <GuardedButton
              requires="policy:write"
              blocked={blocked}
              icon={<PlusIcon />}
              onClick={() => commands.setDialog({ kind: 'policy', policy: null })}
            >
              New policy
            </GuardedButton>
          }
        >
          A policy is an ordered section of rules. Traffic passes on to the next category.
        </Nothing>
      ) : filtered && rules.length === 0 ? (
        <Nothing title="No rule matches these filters" icon={SearchIcon} />
      ) : (
        <RulesGrid
          policies={policies}
          rules={rules}
          columns={columns.visible}
          names={names}
          view={view.view}
          blocked={blocked}
          changedFields={changedFields}
          collapsed={folding.collapsed}
          selected={selected}
          highlighted={highlighted}
          filtered={filtered}
          onCollapse={folding.toggle}
          onSelect={setSelected}
          onPatch={(rule, patch) => ruleEdits.update.mutate({ rule, patch })}
          onDrop={commands.onDrop}
          onCommand={commands.onCommand}
          onPolicyCommand={commands.onPolicyCommand}
        />
      )}
      <div ref={end} className="fg-row fg-subtle" aria-live="polite">
        {list.data && rules.length > 0 && (
          <span className="fg-num">
            {rules.length < total
              ? `${rules.length} of ${plural(total, 'rule')} loaded`
              : plural(total, 'rule')}
            {filtered ? ' match' : ''}
          </span>
        )}
      </div>
      <PolicyDialogs
        dialog={dialog}
        category={category}
        policies={policies}
        view={view.view}
        names={names}
        ruleEdits={ruleEdits}
        policyEdits={policyEdits}
        onDone={close}
        onClose={close}
      />
    </div>
  )
}
