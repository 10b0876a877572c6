import type { PolicyItem } from '@flowgate/shared'
import { Button, Skeleton, Tooltip } from '@patternfly/react-core'
import {
  CompressArrowsAltIcon,
  ExpandArrowsAltIcon,
  PlusIcon,
  SearchIcon,
  ShieldAltIcon,
} from '@patternfly/react-icons'
import { useCallback, useMemo, useState } from 'react'
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
import type { RuleCategory, RuleFilter } from '../api/rules.ts'
import { pagesOf, useRulePages } from '../api/use-rule-pages.ts'
import { GRID_COLUMNS } from '../model/columns.ts'
import { gridRows } from '../model/grid-rows.ts'
import { stageLabel } from '../model/labels.ts'
import { BulkBar } from './bulk-bar.tsx'
import { PolicyDialogs } from './policy-dialogs.tsx'
import { RulesGrid } from './rules-grid.tsx'
import { type FilterName, RulesToolbar } from './rules-toolbar.tsx'
import { useCollapsed } from './use-collapsed.ts'
import { useHighlighted } from './use-highlighted.ts'
import { useMoveEffect } from './use-move-effect.ts'
import { useRuleCommands } from './use-rule-commands.ts'
import { useSelectedRules } from './use-selected-rules.ts'

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
  /** Brings a rule into view. */
  readonly onHighlight: (ruleId: string) => void
  readonly newPolicy: boolean
  readonly onNewPolicyClosed: () => void
}
/** Where the rules are, as opposed to which of them. */
const PLACE = ['view', 'category', 'policyId']
const filterOf = (props: RulesStageProps): RuleFilter => {
  const { q, group, service, action, changed, enabled, hits, findings } = props.filters
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
    ...(hits === 'some' || hits === 'none' ? { hits } : {}),
    ...(flag(findings) ? { findings: flag(findings) as 'true' | 'false' } : {}),
  }
}

/** One category's policies with their rules. */
export const RulesStage = (props: RulesStageProps) => {
  const { category, policies, view, names, filters, highlighted, onFilter } = props
  const blocked = view.readOnlyReason
  const asked = JSON.stringify(filterOf(props))
  const filter = useMemo((): RuleFilter => JSON.parse(asked), [asked])
  const [places, setPlaces] = useState<readonly number[]>([])
  const onShow = useCallback(
    (next: readonly number[]) =>
      setPlaces((before) => (pagesOf(before).join() === pagesOf(next).join() ? before : next)),
    [],
  )
  const list = useRulePages(filter, places)
  const { rules } = list
  // Of what is shown, which may still be what was asked for before.
  const filtered = Object.keys(list.filter).some((name) => !PLACE.includes(name))
  const changedFields = useChangedFields(view)
  const ruleEdits = useRuleEdits(view)
  const policyEdits = usePolicyEdits(view)
  const history = useDraftUndo(blocked === null)
  const folding = useCollapsed()
  const columns = useColumns('rules', GRID_COLUMNS)
  const explainMove = useMoveEffect(view.view)
  const commands = useRuleCommands({
    view: view.view,
    rules,
    policies,
    ruleEdits,
    policyEdits,
    onMoved: (rule, passed) => void explainMove(rule, passed),
  })
  const sections = list.head?.sections
  const rows = useMemo(
    () => gridRows({ policies, sections: sections ?? [], collapsed: folding.collapsed, filtered }),
    [policies, sections, folding.collapsed, filtered],
  )
  const selection = useSelectedRules(rules, list.filter)
  const { chosen } = selection
  const highlight = useHighlighted({
    id: highlighted,
    view: view.view,
    rules,
    sections: sections ?? [],
    filtered,
    policies,
    onUnfold: folding.unfold,
  })
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
          edits={ruleEdits}
          onChanged={selection.replace}
          onDelete={() => commands.setDialog({ kind: 'delete-rules', rules: chosen })}
          onClear={selection.clear}
        />
      )}
      {list.error ? (
        <Failure title="Could not load the rules" error={list.error} onRetry={list.retry} />
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
      ) : filtered && rules.total === 0 ? (
        <Nothing title="No rule matches these filters" icon={SearchIcon} />
      ) : (
        <RulesGrid
          rows={rows}
          rules={rules}
          columns={columns.visible}
          names={names}
          view={view.view}
          blocked={blocked}
          changedFields={changedFields}
          collapsed={folding.collapsed}
          selected={selection.selected}
          highlighted={highlight}
          onShow={onShow}
          onCollapse={folding.toggle}
          onSelect={selection.select}
          onSelectAll={selection.selectAll}
          onPatch={(rule, patch) => ruleEdits.update.mutate({ rule, patch })}
          onDrop={commands.onDrop}
          onCommand={commands.onCommand}
          onPolicyCommand={commands.onPolicyCommand}
        />
      )}
      <div className="fg-row fg-subtle" aria-live="polite">
        {rules.total > 0 && (
          <span className="fg-num">
            {plural(rules.total, 'rule')}
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
        onDone={(ruleId) => {
          close()
          props.onHighlight(ruleId)
        }}
        onDeleted={selection.forget}
        onClose={close}
      />
    </div>
  )
}
