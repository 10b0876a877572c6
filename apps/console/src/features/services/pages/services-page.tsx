import type { ServiceItem } from '@flowgate/shared'
import { Label, PageSection } from '@patternfly/react-core'
import { PlugIcon, PlusIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { formatEntry } from '../../../lib/service-entry.ts'
import { type PolicyView, usePolicyView } from '../../../lib/view.ts'
import { ChangeMark } from '../../../ui/change-mark.tsx'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { LoadingLines, Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { CopyMono, Mono } from '../../../ui/text/mono.tsx'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { ViewSwitch } from '../../../ui/view-switch.tsx'
import { servicesQuery } from '../api/services.ts'
import { DeleteService } from '../components/delete-service.tsx'
import { ServiceDialog } from '../components/service-dialog.tsx'
import { ServicePanel } from '../components/service-panel.tsx'

const FILTERS = ['builtin', 'protocol', 'port'] as const
const BUILTIN = 'It comes with Flowgate: it can be used, not edited.'

/** All services; one of them in a panel under its permalink. */
export const ServicesPage = () => {
  const view = usePolicyView()
  return view ? (
    <Services view={view} />
  ) : (
    <PageSection isFilled>
      <LoadingLines lines={8} />
    </PageSection>
  )
}

const Services = ({ view }: { readonly view: PolicyView }) => {
  const { serviceId } = useParams()
  const navigate = useNavigate()
  const state = useTableState(FILTERS, { sort: 'name' })
  const { builtin, port, ...rest } = state.query
  const own = builtin === 'true' || builtin === 'false' ? { builtin: builtin as 'true' | 'false' } : {}
  const result = useQuery(servicesQuery({ ...rest, ...own, ...(port ? { port } : {}), view: view.view }))
  const names = useObjectNames(view.view)
  const [dialog, setDialog] = useState<{ readonly service: ServiceItem | null } | null>(null)
  const [deleting, setDeleting] = useState<ServiceItem | null>(null)
  const columns: readonly Column<ServiceItem>[] = [
    {
      key: 'name',
      label: 'Name',
      sort: 'name',
      pinned: true,
      render: (service) => (
        <span className="fg-row">
          {service.name}
          {service.builtin && <Label isCompact>built-in</Label>}
          <ChangeMark change={service.change} />
        </span>
      ),
    },
    {
      key: 'id',
      label: 'Id',
      optional: true,
      render: (service) => <CopyMono text={service.id} what="Copy id" />,
    },
    {
      key: 'entries',
      label: 'Entries',
      render: (service) => (
        <span className="fg-row fg-row--wrap">
          {service.entries.length > 0 && <Mono>{service.entries.map(formatEntry).join('  ')}</Mono>}
          {service.services.map((id) => (
            <ObjectChip key={id} kind="service" name={names.service(id).name} to={paths.service(id)} />
          ))}
        </span>
      ),
    },
    { key: 'description', label: 'Description', render: (service) => service.description },
    {
      key: 'usedBy',
      label: 'Used by',
      sort: 'usedBy',
      numeric: true,
      render: (service) => <Quantity value={service.usedBy} />,
    },
  ]
  const blocked = (service: ServiceItem) => view.readOnlyReason ?? (service.builtin ? BUILTIN : null)
  const create = (
    <GuardedButton
      requires="policy:write"
      blocked={view.readOnlyReason}
      icon={<PlusIcon />}
      onClick={() => setDialog({ service: null })}
    >
      New service
    </GuardedButton>
  )
  const keep = Object.fromEntries(new URLSearchParams(window.location.search))
  return (
    <>
      <PageHeader title="Services" badge={<ViewSwitch view={view} />} actions={create} />
      <PageSection isFilled>
        <div className="fg-with-side">
          <DataTable
            id="services"
            label="Services"
            columns={columns}
            rowKey={(service) => service.id}
            result={result}
            state={state}
            openKey={serviceId ?? null}
            isMarked={(service) => service.change !== null}
            onOpen={(service) => void navigate(paths.service(service.id, keep))}
            filters={
              <FilterToolbar
                state={state}
                searchHint="Name, id or description"
                choices={[
                  {
                    name: 'builtin',
                    label: 'Origin',
                    options: [
                      { value: 'true', label: 'built-in' },
                      { value: 'false', label: 'own' },
                    ],
                  },
                  {
                    name: 'protocol',
                    label: 'Protocol',
                    options: ['tcp', 'udp', 'sctp', 'icmp', 'icmpv6', 'ip'].map((value) => ({
                      value,
                      label: value,
                    })),
                  },
                ]}
                others={{ port: 'Port' }}
              />
            }
            rowActions={[
              { label: 'Edit…', blocked, onSelect: (service) => setDialog({ service }) },
              { label: 'Delete…', danger: true, blocked, onSelect: setDeleting },
            ]}
            empty={
              <Nothing title="No services" icon={PlugIcon} action={create}>
                A service names ports and protocols.
              </Nothing>
            }
          />
          {serviceId && (
            <ServicePanel
              serviceId={serviceId}
              view={view.view}
              names={names}
              onEdit={(service) => setDialog({ service })}
              blocked={blocked}
              onClose={() => void navigate(paths.services(keep))}
            />
          )}
        </div>
      </PageSection>
      {dialog && (
        <ServiceDialog
          service={dialog.service}
          view={view}
          names={names}
          onDone={() => setDialog(null)}
          onClose={() => setDialog(null)}
        />
      )}
      {deleting && <DeleteService service={deleting} view={view} onClose={() => setDeleting(null)} />}
    </>
  )
}
