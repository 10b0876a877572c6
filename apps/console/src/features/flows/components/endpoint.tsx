import type { FlowItem } from '@flowgate/shared'
import { CloudIcon, GlobeIcon, LockIcon, VirtualMachineIcon } from '@patternfly/react-icons'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import './endpoint.css'

const ICON = {
  workload: VirtualMachineIcon,
  unknown: CloudIcon,
  external: GlobeIcon,
  hidden: LockIcon,
} as const
const KIND = {
  workload: 'Workload',
  unknown: 'Private address of no workload',
  external: 'Public address',
  hidden: 'Outside your scope',
} as const

/** One side of a flow: who, and its address. */
export const Endpoint = ({ side }: { readonly side: FlowItem['source'] }) => {
  const Icon = ICON[side.kind]
  const place = [side.application, side.tier].filter((part) => part !== null).join(' / ')
  return (
    <span className="fg-endpoint">
      <span title={KIND[side.kind]} className="fg-subtle">
        <Icon />
      </span>
      <span className="fg-endpoint__text">
        {side.workloadId ? (
          <Link to={paths.workload(side.workloadId)}>{side.name}</Link>
        ) : (
          <span>{side.name}</span>
        )}
        <span className="fg-subtle fg-endpoint__detail">
          {side.address !== side.name && <span className="fg-mono">{side.address}</span>}
          {place !== '' && ` ${place}`}
        </span>
      </span>
    </span>
  )
}
