import type { PolicyItem, RuleItem } from '@flowgate/shared'
import {
  Checkbox,
  ExpandableSection,
  FormGroup,
  Grid,
  GridItem,
  TextArea,
  TextInput,
} from '@patternfly/react-core'
import { useState } from 'react'
import { isCode } from '../../../lib/api.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { ConflictDialog } from '../../../ui/dialog/conflict-dialog.tsx'
import { FormDialog } from '../../../ui/dialog/form-dialog.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import { ActionMark } from '../../../ui/state/action-mark.tsx'
import type { RuleEdits } from '../api/rule-edits.ts'
import { actionsFor, DIRECTION_LABEL, IP_LABEL, stageLabel } from '../model/labels.ts'
import type { NewRuleBody } from '../model/rule-form.ts'
import { EMPTY_RULE, formOf, formPatch, newRuleBody, type RuleForm } from '../model/rule-form.ts'
import { EndpointsEditor, GroupsEditor, ServicesEditor } from './cell-editors.tsx'
import { RuleConditions } from './rule-conditions.tsx'

export interface RuleDialogProps {
  /** Null makes a new one. */
  readonly rule: RuleItem | null
  /** What a new rule starts with. */
  readonly prefill?: Partial<RuleForm>
  readonly position?: NewRuleBody['position']
  readonly policyId: string | null
  readonly policies: readonly PolicyItem[]
  readonly view: string
  readonly names: ObjectNames
  readonly edits: RuleEdits
  readonly onDone: (rule: RuleItem) => void
  readonly onClose: () => void
}

/** All fields of a rule. */
export const RuleDialog = (props: RuleDialogProps) => {
  const { rule, policies, view, names, edits, onDone, onClose } = props
  const before = rule ? formOf(rule) : { ...EMPTY_RULE, ...props.prefill }
  const [form, setForm] = useState<RuleForm>(before)
  const [policyId, setPolicyId] = useState(props.policyId ?? policies.at(-1)?.id ?? '')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const set = (patch: Partial<RuleForm>) => setForm((old) => ({ ...old, ...patch }))
  const title = rule ? `Edit rule ${rule.name}` : 'New rule'
  const policy = policies.find((item) => item.id === policyId)
  const save = async (etag?: string) => {
    setBusy(true)
    setError(null)
    try {
      onDone(
        rule
          ? await edits.update.mutateAsync({
              rule,
              patch: formPatch(before, form),
              ...(etag ? { etag } : {}),
            })
          : await edits.create.mutateAsync({ policyId, body: newRuleBody(form, props.position) }),
      )
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  const theirs = isCode(error, 'precondition_failed')
    ? (error.context.current as RuleItem | undefined)
    : undefined
  if (theirs)
    return (
      <ConflictDialog
        what={`rule ${theirs.name}`}
        theirs={theirs}
        mine={{ ...theirs, ...formPatch(before, form) }}
        onReload={onClose}
        onOverwrite={() => void save(theirs.etag)}
        onClose={() => setError(null)}
      />
    )
  const editor = { view, names }
  return (
    <FormDialog
      title={title}
      {...(policy ? { description: `${stageLabel(policy.category)} › ${policy.name}` } : {})}
      size="large"
      submitLabel={rule ? 'Save' : 'Create rule'}
      isBusy={busy}
      isIncomplete={form.name.trim() === '' || (!rule && policyId === '')}
      error={error}
      className="fg-rule-form"
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <Grid hasGutter md={6}>
        <GridItem>
          <FormGroup label="Name" isRequired fieldId="rule-name">
            <TextInput
              id="rule-name"
              isRequired
              autoFocus
              maxLength={200}
              value={form.name}
              onChange={(_event, name) => set({ name })}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label={rule ? 'Action' : 'Policy and action'}>
            <span className="fg-row">
              {!rule && (
                <SelectOne
                  label="Policy"
                  value={policyId}
                  options={policies.map((item) => ({
                    value: item.id,
                    label: item.name,
                    description: stageLabel(item.category),
                  }))}
                  onChange={setPolicyId}
                />
              )}
              <SelectOne
                label="Action"
                value={form.action}
                options={actionsFor(policy?.category ?? '').map((action) => ({
                  value: action,
                  label: <ActionMark action={action} />,
                }))}
                onChange={(value) =>
                  set({
                    action: actionsFor(policy?.category ?? '').find((item) => item === value) ?? form.action,
                  })
                }
              />
            </span>
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label="Sources">
            <EndpointsEditor
              {...editor}
              label="Sources"
              value={form.sources}
              onChange={(sources) => set({ sources })}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label="Destinations">
            <EndpointsEditor
              {...editor}
              label="Destinations"
              value={form.destinations}
              onChange={(destinations) => set({ destinations })}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label="Services">
            <ServicesEditor
              {...editor}
              label="Services"
              value={form.services}
              onChange={(services) => set({ services })}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label="Applied to">
            <GroupsEditor
              {...editor}
              label="Applied to"
              value={form.appliedTo}
              onChange={(appliedTo) => set({ appliedTo: [...appliedTo] })}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <span className="fg-row">
            <SelectOne
              label="Direction"
              showLabel
              value={form.direction}
              options={Object.entries(DIRECTION_LABEL).map(([value, label]) => ({ value, label }))}
              onChange={(value) => set({ direction: value === 'in' || value === 'out' ? value : 'in-out' })}
            />
            <SelectOne
              label="IP version"
              showLabel
              value={form.ipVersion}
              options={Object.entries(IP_LABEL).map(([value, label]) => ({ value, label }))}
              onChange={(value) => set({ ipVersion: value === 'ipv4' || value === 'ipv6' ? value : 'any' })}
            />
          </span>
        </GridItem>
        <GridItem>
          <span className="fg-row">
            <Checkbox
              id="rule-enabled"
              label="Enabled"
              isChecked={form.enabled}
              onChange={(_event, enabled) => set({ enabled })}
            />
            <Checkbox
              id="rule-log"
              label="Log"
              isChecked={form.log}
              onChange={(_event, log) => set({ log })}
            />
          </span>
        </GridItem>
        <GridItem md={12}>
          <FormGroup label="Note" fieldId="rule-note">
            <TextArea
              id="rule-note"
              rows={2}
              maxLength={4_000}
              value={form.note}
              onChange={(_event, note) => set({ note })}
              resizeOrientation="vertical"
            />
          </FormGroup>
        </GridItem>
      </Grid>
      <ExpandableSection toggleText="More conditions: profiles, processes, users, schedule">
        <RuleConditions form={form} view={view} onChange={set} />
      </ExpandableSection>
    </FormDialog>
  )
}
