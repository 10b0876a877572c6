import { PageSection } from '@patternfly/react-core'
import { PlusIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { type PolicyView, usePolicyView } from '../../../lib/view.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure, LoadingLines, Nothing } from '../../../ui/states.tsx'
import { ViewSwitch } from '../../../ui/view-switch.tsx'
import { policiesQuery } from '../api/policies.ts'
import { useRuleEdits } from '../api/rule-edits.ts'
import { settingsQuery } from '../api/settings.ts'
import { DefaultRule } from '../components/default-rule.tsx'
import { PrefilledRule } from '../components/prefilled-rule.tsx'
import { RulesStage } from '../components/rules-stage.tsx'
import { DEFAULT_STAGE, Stages } from '../components/stages.tsx'
import { STAGES } from '../model/labels.ts'
import { readNewRule } from '../model/prefill.ts'

const DEFAULTS = {
  category: '',
  q: '',
  group: '',
  service: '',
  action: '',
  changed: '',
  enabled: '',
  hits: '',
  findings: '',
  rule: '',
  settings: '',
} as const

/** All policies, or one of them under its permalink. */
export const PoliciesPage = () => {
  const view = usePolicyView()
  if (!view)
    return (
      <>
        <PageHeader title="Policies" />
        <PageSection isFilled>
          <LoadingLines lines={10} />
        </PageSection>
      </>
    )
  return <Policies view={view} />
}

const Policies = ({ view }: { readonly view: PolicyView }) => {
  const { policyId } = useParams()
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams()
  const [url, setUrl] = useUrlState(DEFAULTS)
  const [newPolicy, setNewPolicy] = useState(false)
  const list = useQuery(policiesQuery(view.view))
  const settings = useQuery(settingsQuery(view.view)).data
  const names = useObjectNames(view.view)
  const ruleEdits = useRuleEdits(view)
  const policies = list.data
  const policy = policies?.find((item) => item.id === policyId)
  const stage =
    policy?.category ??
    (url.settings === '1' || url.category === DEFAULT_STAGE
      ? DEFAULT_STAGE
      : (STAGES.find((item) => item.key === url.category)?.key ?? 'application'))
  const category = STAGES.find((item) => item.key === stage)?.key
  const shown = useMemo(
    () => (policies ?? []).filter((item) => (policyId ? item.id === policyId : item.category === category)),
    [policies, policyId, category],
  )
  const { q, group, service, changed, enabled, hits, findings } = url
  // A link that describes a new rule has an action of its own.
  const action = search.has('newRule') ? '' : url.action
  const filters = { q, group, service, action, changed, enabled, hits, findings }
  const asked = readNewRule(search)
  const goStage = (next: string) => {
    const query = { category: next === 'application' ? null : next, view: search.get('view') }
    void navigate(paths.policies(query))
  }
  const endNewRule = () =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current)
        for (const name of ['newRule', 'source', 'destination', 'protocol', 'port', 'action'])
          next.delete(name)
        return next
      },
      { replace: true },
    )
  const title = policyId ? (policy?.name ?? policyId) : 'Policies'
  return (
    <>
      <PageHeader
        title={title}
        badge={<ViewSwitch view={view} />}
        {...(policyId ? { crumbs: [{ label: 'Policies', to: paths.policies() }] } : {})}
        actions={
          <GuardedButton
            requires="policy:write"
            blocked={view.readOnlyReason}
            icon={<PlusIcon />}
            onClick={() => {
              if (category === undefined) goStage('application')
              setNewPolicy(true)
            }}
          >
            New policy
          </GuardedButton>
        }
      />
      <PageSection isFilled>
        <div className="fg-policies">
          <Stages
            policies={policies}
            defaultAction={settings?.defaultAction}
            value={stage}
            onChange={goStage}
          />
          <div role="tabpanel" id="stage-panel" aria-labelledby={`stage-${stage}`}>
            {list.error ? (
              <Failure
                title="Could not load the policies"
                error={list.error}
                onRetry={() => void list.refetch()}
              />
            ) : !policies ? (
              <LoadingLines lines={8} />
            ) : policyId && !policy ? (
              <Nothing title={`There is no policy ${policyId} here`}>
                It may be in another view, or somebody has deleted it.
              </Nothing>
            ) : category === undefined ? (
              <DefaultRule view={view} />
            ) : (
              <RulesStage
                key={`${category}/${policyId ?? ''}`}
                category={category}
                policies={shown}
                policyId={policyId}
                view={view}
                names={names}
                filters={filters}
                highlighted={url.rule}
                onFilter={setUrl}
                onHighlight={(rule) => setUrl({ rule })}
                newPolicy={newPolicy}
                onNewPolicyClosed={() => setNewPolicy(false)}
              />
            )}
          </div>
        </div>
      </PageSection>
      {asked && policies && view.readOnlyReason === null && policies.length > 0 && (
        <PrefilledRule
          asked={asked}
          view={view}
          policies={policies}
          names={names}
          edits={ruleEdits}
          onDone={(rule) => {
            endNewRule()
            void navigate(paths.rule(rule.policyId, rule.id))
          }}
          onClose={() => endNewRule()}
        />
      )}
    </>
  )
}
