import type { AuditEvent } from '@flowgate/shared'
import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core'
import { PanelSection, SidePanel } from '../../../ui/side-panel.tsx'
import { CopyMono, Mono } from '../../../ui/text/mono.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { DiffView } from '../../../ui/yaml/diff-view.tsx'
import { toYaml } from '../../../ui/yaml/to-yaml.ts'
import { YamlView } from '../../../ui/yaml/yaml-view.tsx'
import { OutcomeMark } from './outcome-mark.tsx'

const facts = (event: AuditEvent) =>
  [
    ['When', <Time key="at" at={event.at} exact />],
    ['Who', `${event.actor.name} (${event.actor.kind})`],
    ['Outcome', <OutcomeMark key="outcome" outcome={event.outcome} />],
    [
      'Object',
      event.object === null ? 'none' : `${event.object.kind} ${event.object.name ?? event.object.id ?? ''}`,
    ],
    ['From', event.address === null ? 'inside the Manager' : <Mono key="from">{event.address}</Mono>],
    ['Request', event.requestId === null ? 'none' : <CopyMono key="request" text={event.requestId} />],
  ] as const

/** One event with what was before it and what is after. */
export const EventPanel = ({
  event,
  onClose,
}: {
  readonly event: AuditEvent
  readonly onClose: () => void
}) => {
  const { before, after } = event
  const both = before !== null && after !== null
  return (
    <SidePanel title={event.action} label={`Event ${event.action}`} onClose={onClose}>
      <DescriptionList isCompact isHorizontal aria-label="Event">
        {facts(event).map(([term, value]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription>{value}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
      {both ? (
        <PanelSection title="Before and after">
          <DiffView before={toYaml(before)} after={toYaml(after)} label="Before and after" />
        </PanelSection>
      ) : (
        <PanelSection title={after !== null ? 'After' : 'Before'}>
          {before === null && after === null ? (
            <p className="fg-subtle">This event changed nothing that is kept.</p>
          ) : (
            <YamlView text={toYaml(after ?? before)} label={after !== null ? 'After' : 'Before'} />
          )}
        </PanelSection>
      )}
    </SidePanel>
  )
}
