import type { ServiceItem } from '@flowgate/shared'
import { FormGroup, FormHelperText, TextArea, TextInput } from '@patternfly/react-core'
import { useState } from 'react'
import { fieldErrors, isCode } from '../../../lib/api.ts'
import { serviceSource, TYPED_ONLY } from '../../../lib/entity-sources.ts'
import { type ObjectNames, useObjectNames } from '../../../lib/object-names.ts'
import { formatEntry, parseEntry } from '../../../lib/service-entry.ts'
import type { CreateDialogProps } from '../../../lib/slots.ts'
import { type PolicyView, usePolicyView } from '../../../lib/view.ts'
import { type Chip, ChipsEditor } from '../../../ui/chips/chips-editor.tsx'
import { ConflictDialog } from '../../../ui/dialog/conflict-dialog.tsx'
import { FormDialog } from '../../../ui/dialog/form-dialog.tsx'
import { useServiceEdits } from '../api/services.ts'

const entryChip = (text: string): Chip | null => {
  const entry = parseEntry(text)
  return entry ? { kind: 'service', id: formatEntry(entry), name: formatEntry(entry) } : null
}

interface ServiceDialogProps {
  /** Null makes a new one. */
  readonly service: ServiceItem | null
  readonly name?: string
  readonly view: PolicyView
  readonly names: ObjectNames
  readonly onDone: (service: ServiceItem) => void
  readonly onClose: () => void
}

export const ServiceDialog = ({ service, name = '', view, names, onDone, onClose }: ServiceDialogProps) => {
  const { create, update } = useServiceEdits(view)
  const typed = service ? null : parseEntry(name)
  const [form, setForm] = useState({
    name: service?.name ?? name,
    description: service?.description ?? '',
    entries: service?.entries ?? (typed ? [typed] : []),
    services: service?.services ?? [],
  })
  const set = (patch: Partial<typeof form>) => setForm((before) => ({ ...before, ...patch }))
  const mutation = service ? update : create
  const error: unknown = mutation.error
  const title = service ? `Edit service ${service.name}` : 'New service'
  const save = (etag?: string) =>
    service
      ? update.mutate({ id: service.id, etag: etag ?? service.etag, body: form }, { onSuccess: onDone })
      : create.mutate(form, { onSuccess: onDone })
  const theirs = isCode(error, 'precondition_failed')
    ? (error.context.current as ServiceItem | undefined)
    : undefined
  if (theirs)
    return (
      <ConflictDialog
        what={`service ${theirs.name}`}
        theirs={theirs}
        mine={{ ...theirs, ...form }}
        onReload={onClose}
        onOverwrite={() => save(theirs.etag)}
        onClose={() => mutation.reset()}
      />
    )
  const empty = form.entries.length + form.services.length === 0
  return (
    <FormDialog
      title={title}
      size="medium"
      submitLabel={service ? 'Save to draft' : 'Create service'}
      isBusy={mutation.isPending}
      isIncomplete={form.name.trim() === '' || empty}
      error={error}
      onSubmit={() => save()}
      onClose={onClose}
    >
      <FormGroup label="Name" isRequired fieldId="service-name">
        <TextInput
          id="service-name"
          isRequired
          autoFocus
          maxLength={200}
          value={form.name}
          validated={fieldErrors(error).name ? 'error' : 'default'}
          onChange={(_event, value) => set({ name: value })}
        />
      </FormGroup>
      <FormGroup label="Entries">
        <ChipsEditor
          label="Entries"
          kind="service"
          source={TYPED_ONLY}
          placeholder="type tcp/443, udp/53,123, icmp/8, ip/47"
          chips={form.entries.map((entry) => ({
            kind: 'service',
            id: formatEntry(entry),
            name: formatEntry(entry),
          }))}
          parse={entryChip}
          onChange={(chips) => set({ entries: chips.flatMap((chip) => parseEntry(chip.name) ?? []) })}
        />
        <FormHelperText>
          <span className="fg-subtle">
            Ports and ranges: tcp/80,8000-8100. Source ports: tcp/443 from 1024-65535. ICMP: icmp type 8.
          </span>
        </FormHelperText>
      </FormGroup>
      <FormGroup label="Nested services">
        <ChipsEditor
          label="Nested services"
          kind="service"
          source={serviceSource(view.view)}
          placeholder="none"
          chips={form.services.map((id) => ({ kind: 'service', id, name: names.service(id).name }))}
          onChange={(chips) => set({ services: chips.map((chip) => chip.id) })}
        />
      </FormGroup>
      <FormGroup label="Description" fieldId="service-description">
        <TextArea
          id="service-description"
          maxLength={2_000}
          value={form.description}
          onChange={(_event, description) => set({ description })}
        />
      </FormGroup>
    </FormDialog>
  )
}

/** From any picker that did not find one. */
export const CreateServiceDialog = (
  props: CreateDialogProps<{ readonly id: string; readonly name: string }>,
) => {
  const view = usePolicyView()
  const names = useObjectNames(view?.view ?? 'published')
  return view ? (
    <ServiceDialog
      service={null}
      name={props.name}
      view={view}
      names={names}
      onDone={props.onCreated}
      onClose={props.onClose}
    />
  ) : null
}
