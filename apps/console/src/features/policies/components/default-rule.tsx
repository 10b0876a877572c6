import { Card, CardBody, CardTitle, Radio, Switch } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import type { PolicyView } from '../../../lib/view.ts'
import { ChangeMark } from '../../../ui/change-mark.tsx'
import { StateMark } from '../../../ui/state/state-mark.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { settingsQuery, useUpdateSettings } from '../api/settings.ts'

/** The last stage: what happens to traffic that no rule has decided. */
export const DefaultRule = ({ view }: { readonly view: PolicyView }) => {
  const { data, error, refetch } = useQuery(settingsQuery(view.view))
  const update = useUpdateSettings(view)
  if (error)
    return <Failure title="Could not load the default rule" error={error} onRetry={() => void refetch()} />
  if (!data) return <LoadingLines />
  const disabled = view.readOnlyReason !== null || update.isPending
  const change = (patch: { defaultAction?: 'allow' | 'drop'; logDefault?: boolean }) =>
    update.mutate({ etag: data.etag, patch })
  return (
    <Card isCompact>
      <CardTitle component="h2">
        Default rule <ChangeMark change={data.change} />
      </CardTitle>
      <CardBody>
        <fieldset className="fg-stack fg-fieldset" title={view.readOnlyReason ?? ''}>
          <legend className="fg-subtle">Traffic that no rule has decided is</legend>
          <Radio
            id="default-allow"
            name="default-rule"
            label={<StateMark state="unprotected" label="Allowed" />}
            description="Such traffic is shown as unprotected. Good while policies are being written."
            isDisabled={disabled}
            isChecked={data.defaultAction === 'allow'}
            onChange={() => change({ defaultAction: 'allow' })}
          />
          <Radio
            id="default-drop"
            name="default-rule"
            label={<StateMark state="denied" label="Dropped" />}
            description="Only what a rule allows passes. Look at unprotected traffic on the map before."
            isDisabled={disabled}
            isChecked={data.defaultAction === 'drop'}
            onChange={() => change({ defaultAction: 'drop' })}
          />
          <Switch
            id="default-log"
            label="Log what the default rule decides"
            isDisabled={disabled}
            isChecked={data.logDefault}
            onChange={(_event, logDefault) => change({ logDefault })}
          />
        </fieldset>
      </CardBody>
    </Card>
  )
}
