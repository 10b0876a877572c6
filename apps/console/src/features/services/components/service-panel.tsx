import type { ServiceItem } from '@flowgate/shared'
import { Label } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { formatEntry } from '../../../lib/service-entry.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { ReferenceList } from '../../../ui/reference-list.tsx'
import { PanelSection, SidePanel } from '../../../ui/side-panel.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { CopyMono, Mono } from '../../../ui/text/mono.tsx'
import { serviceQuery, serviceUsageQuery } from '../api/services.ts'
import './service-panel.css'

interface ServicePanelProps {
  readonly serviceId: string
  readonly view: string
  readonly names: ObjectNames
  readonly blocked: (service: ServiceItem) => string | null
  readonly onEdit: (service: ServiceItem) => void
  readonly onClose: () => void
}

export const ServicePanel = ({ serviceId, view, names, blocked, onEdit, onClose }: ServicePanelProps) => {
  const { data, error, refetch } = useQuery(serviceQuery(serviceId, view))
  const usage = useQuery(serviceUsageQuery(serviceId, view)).data
  return (
    <SidePanel title={data?.name ?? serviceId} label={`Service ${data?.name ?? serviceId}`} onClose={onClose}>
      {error ? (
        <Failure title="Could not load the service" error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LoadingLines />
      ) : (
        <>
          <div className="fg-row fg-row--wrap">
            <CopyMono text={data.id} what="Copy id" />
            {data.builtin && <Label isCompact>built-in</Label>}
            <GuardedButton
              requires="policy:write"
              blocked={blocked(data)}
              variant="secondary"
              size="sm"
              onClick={() => onEdit(data)}
            >
              Edit
            </GuardedButton>
          </div>
          {data.description && <p>{data.description}</p>}
          <PanelSection title="Entries">
            <ul className="fg-list">
              {data.entries.map((entry) => (
                <li key={formatEntry(entry)}>
                  <Mono>{formatEntry(entry)}</Mono>
                </li>
              ))}
              {data.services.map((id) => (
                <li key={id}>
                  <ObjectChip kind="service" name={names.service(id).name} to={paths.service(id)} />
                </li>
              ))}
            </ul>
          </PanelSection>
          <PanelSection title="Where used">
            {!usage ? (
              <LoadingLines lines={2} />
            ) : usage.items.length === 0 ? (
              <span className="fg-subtle">Nowhere</span>
            ) : (
              <ReferenceList items={usage.items} />
            )}
          </PanelSection>
        </>
      )}
    </SidePanel>
  )
}
