import { canonicalAddressSpec } from '@flowgate/engine'
import { listWorkloads } from '@flowgate/shared'
import { Alert, Button, Form, FormGroup, Grid, GridItem, TextArea, TextInput } from '@patternfly/react-core'
import { PlusIcon } from '@patternfly/react-icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, errorText, fieldErrors, isCode } from '../../../lib/api.ts'
import {
  type EntitySource,
  groupSource,
  segmentSource,
  TYPED_ONLY,
  workloadSource,
} from '../../../lib/entity-sources.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { type Chip, ChipsEditor } from '../../../ui/chips/chips-editor.tsx'
import type { ObjectKind } from '../../../ui/object-chip.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { newBranch } from '../model/criteria-tree.ts'
import type { GroupForm } from '../model/group-form.ts'
import { CriteriaBuilder } from './criteria-builder.tsx'

interface GroupFieldsProps {
  readonly form: GroupForm
  readonly onChange: (form: GroupForm) => void
  readonly view: string
  readonly names: ObjectNames
  readonly error: unknown
  readonly disabled?: boolean
}
const IDENTITY = /^(user|group):.+$|^claim:[^=]+=.+$/

/** Names of the workloads that the group already holds; an id stands for its name until they are here. */
const useWorkloadNames = (ids: readonly string[]) =>
  useQuery({
    queryKey: ['inventory', 'names', ids],
    queryFn: async ({ signal }) => {
      const names = new Map<string, string>()
      let cursor: string | undefined
      do {
        const page = await api.call(
          listWorkloads,
          { query: { limit: 500, ...(cursor ? { cursor } : {}) } },
          { signal },
        )
        for (const { id, name } of page.items) names.set(id, name)
        cursor = page.nextCursor ?? undefined
      } while (cursor && ids.some((id) => !names.has(id)))
      return names
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  }).data

/** The path of a cycle, drawn as the groups that it runs through. */
const CycleOrError = ({ error, names }: { readonly error: unknown; readonly names: ObjectNames }) => {
  const path = isCode(error, 'group_cycle') ? error.context.path : null
  // A cycle names its first group twice.
  const steps = Array.isArray(path)
    ? path.map((id, place) => ({ id: String(id), key: `${place}/${id}` }))
    : []
  return (
    <Alert
      isInline
      variant="danger"
      title={steps.length > 0 ? 'A group cannot contain itself' : errorText(error)}
    >
      {steps.length > 0 && (
        <span className="fg-row fg-row--wrap">
          {steps.map(({ id, key }) => (
            <span key={key} className="fg-row">
              {key !== steps[0]?.key && '→'}
              <ObjectChip kind="group" name={names.group(id).name} to={paths.group(id)} />
            </span>
          ))}
        </span>
      )}
    </Alert>
  )
}

export const GroupFields = ({ form, onChange, view, names, error, disabled = false }: GroupFieldsProps) => {
  const workloads = useWorkloadNames(form.members.workloads)
  const set = (patch: Partial<GroupForm>) => onChange({ ...form, ...patch })
  const errors = fieldErrors(error)
  const members = (
    field: keyof GroupForm['members'],
    label: string,
    kind: ObjectKind,
    source: EntitySource,
    more: { name?: (id: string) => string; parse?: (text: string) => Chip | null; placeholder?: string } = {},
  ) => (
    <GridItem>
      <FormGroup label={label}>
        <ChipsEditor
          label={label}
          kind={kind}
          source={source}
          placeholder={more.placeholder ?? 'none'}
          chips={form.members[field].map((id) => ({ kind, id, name: more.name?.(id) ?? id }))}
          onChange={(chips) => set({ members: { ...form.members, [field]: chips.map((chip) => chip.id) } })}
          {...(more.parse ? { parse: more.parse } : {})}
        />
      </FormGroup>
    </GridItem>
  )
  const address = (text: string): Chip | null => {
    const parsed = canonicalAddressSpec(text)
    return parsed.ok ? { kind: 'address', id: parsed.value, name: parsed.value } : null
  }
  const identity = (text: string): Chip | null =>
    IDENTITY.test(text) ? { kind: 'user', id: text, name: text } : null
  return (
    <Form onSubmit={(event) => event.preventDefault()}>
      {error !== null && <CycleOrError error={error} names={names} />}
      <fieldset disabled={disabled} className="fg-stack fg-fieldset">
        <Grid hasGutter md={6}>
          <GridItem>
            <FormGroup label="Name" isRequired fieldId="group-name">
              <TextInput
                id="group-name"
                isRequired
                maxLength={200}
                value={form.name}
                validated={errors.name ? 'error' : 'default'}
                onChange={(_event, name) => set({ name })}
              />
            </FormGroup>
          </GridItem>
          <GridItem>
            <FormGroup label="Description" fieldId="group-description">
              <TextArea
                id="group-description"
                rows={1}
                maxLength={2_000}
                value={form.description}
                resizeOrientation="vertical"
                onChange={(_event, description) => set({ description })}
              />
            </FormGroup>
          </GridItem>
          {members('workloads', 'Workloads', 'workload', workloadSource, {
            name: (id) => workloads?.get(id) ?? id,
            placeholder: 'none; search by name, address or tag',
          })}
          {members('groups', 'Nested groups', 'group', groupSource(view), {
            name: (id) => names.group(id).name,
          })}
          {members('addresses', 'Addresses', 'address', TYPED_ONLY, {
            parse: address,
            placeholder: 'none; type 10.0.0.0/24 or 10.0.0.1-10.0.0.9',
          })}
          {members('segments', 'Segments', 'segment', segmentSource)}
          {members('identities', 'Identities', 'user', TYPED_ONLY, {
            parse: identity,
            placeholder: 'none; type user:NAME, group:NAME or claim:KEY=VALUE',
          })}
        </Grid>
        <FormGroup label="Dynamic criteria" role="group">
          {form.tree && form.tree.kind !== 'criterion' && form.tree.children.length > 0 ? (
            <CriteriaBuilder
              node={form.tree}
              depth={0}
              onChange={(tree) => set({ tree })}
              onRemove={() => set({ tree: null })}
            />
          ) : (
            <Button variant="link" isInline icon={<PlusIcon />} onClick={() => set({ tree: newBranch() })}>
              Add criteria: workloads join and leave by tag, name, OS or segment
            </Button>
          )}
        </FormGroup>
      </fieldset>
    </Form>
  )
}
