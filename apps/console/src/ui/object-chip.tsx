import { Label } from '@patternfly/react-core'
import {
  BundleIcon,
  ClusterIcon,
  CubesIcon,
  GlobeIcon,
  HistoryIcon,
  LayerGroupIcon,
  NetworkIcon,
  PencilAltIcon,
  PlugIcon,
  ServerIcon,
  ShieldAltIcon,
  TagIcon,
  UserIcon,
  VirtualMachineIcon,
} from '@patternfly/react-icons'
import type { ComponentType } from 'react'
import { Link } from 'react-router'

export type ObjectKind =
  | 'workload'
  | 'group'
  | 'service'
  | 'policy'
  | 'rule'
  | 'host'
  | 'segment'
  | 'application'
  | 'tier'
  | 'tag'
  | 'address'
  | 'user'
  | 'revision'
  | 'draft'

export const OBJECT_ICON: Readonly<Record<ObjectKind, ComponentType>> = {
  workload: VirtualMachineIcon,
  group: CubesIcon,
  service: PlugIcon,
  policy: ShieldAltIcon,
  rule: ShieldAltIcon,
  host: ServerIcon,
  segment: NetworkIcon,
  application: BundleIcon,
  tier: LayerGroupIcon,
  tag: TagIcon,
  address: GlobeIcon,
  user: UserIcon,
  revision: HistoryIcon,
  draft: PencilAltIcon,
}
export const OBJECT_NAME: Readonly<Record<ObjectKind, string>> = {
  workload: 'Workload',
  group: 'Security group',
  service: 'Service',
  policy: 'Policy',
  rule: 'Rule',
  host: 'Host',
  segment: 'Segment',
  application: 'Application',
  tier: 'Tier',
  tag: 'Tag',
  address: 'Address',
  user: 'User',
  revision: 'Revision',
  draft: 'Draft',
}
const COLOR: Readonly<Partial<Record<ObjectKind, 'blue' | 'teal' | 'purple' | 'yellow'>>> = {
  group: 'blue',
  service: 'teal',
  tag: 'purple',
  user: 'yellow',
}

interface ObjectChipProps {
  readonly kind: ObjectKind
  readonly name: string
  readonly to?: string
  readonly onRemove?: () => void
  /** Different from the published revision. */
  readonly changed?: boolean
}

/** An object wherever it is mentioned: icon of its kind, name, link. */
export const ObjectChip = ({ kind, name, to, onRemove, changed = false }: ObjectChipProps) => {
  const Icon = OBJECT_ICON[kind] ?? ClusterIcon
  return (
    <Label
      isCompact
      variant={changed ? 'outline' : 'filled'}
      color={COLOR[kind] ?? 'grey'}
      icon={<Icon />}
      title={`${OBJECT_NAME[kind]} ${name}`}
      {...(onRemove ? { onClose: onRemove, closeBtnAriaLabel: `Remove ${name}` } : {})}
      {...(to
        ? {
            render: ({ className, content, componentRef }) => (
              <Link ref={componentRef} className={className} to={to}>
                {content}
              </Link>
            ),
          }
        : {})}
    >
      {kind === 'address' ? <span className="fg-mono">{name}</span> : name}
    </Label>
  )
}
