import type { Overview } from '@flowgate/shared'
import { Label } from '@patternfly/react-core'
import { CheckCircleIcon, ClockIcon, ExclamationCircleIcon, OutlinedClockIcon } from '@patternfly/react-icons'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { Time } from '../../../ui/text/time.tsx'

const LOOK = {
  pending: ['blue', ClockIcon],
  failed: ['red', ExclamationCircleIcon],
  stale: ['orange', OutlinedClockIcon],
  realized: ['green', CheckCircleIcon],
} as const

/** Hosts that do not enforce the wanted revision, and since when. */
export const HostsList = ({ hosts }: { readonly hosts: Overview['hosts'] }) => {
  if (hosts.total === 0) return <p className="fg-subtle">No hosts yet.</p>
  if (hosts.notRealized.length === 0)
    return (
      <p>
        <CheckCircleIcon color="var(--fg-state-allowed)" /> All {hosts.total} hosts enforce the wanted
        revision.
      </p>
    )
  return (
    <ul className="fg-rows">
      {hosts.notRealized.map((host) => {
        const [color, Icon] = LOOK[host.realization as keyof typeof LOOK] ?? LOOK.stale
        return (
          <li key={host.id} className="fg-row fg-row--between">
            <Link to={paths.host(host.id)}>{host.name}</Link>
            <span className="fg-row">
              <Label isCompact color={color} icon={<Icon />}>
                {host.realization}
              </Label>
              <span className="fg-subtle">
                since <Time at={host.since} never="unknown" />
              </span>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
