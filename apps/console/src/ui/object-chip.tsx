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

const LABEL = 'pf-v6-c-label'

/**
 * An object wherever it is mentioned: icon of its kind, name, link. Tables show hundreds of them, so one that cannot be taken
 * away is plain markup: each Label listens to the document and measures itself.
 */
export const ObjectChip = ({ kind, name, to, onRemove, changed = false }: ObjectChipProps) => {
  const Icon = OBJECT_ICON[kind] ?? ClusterIcon
  const color = COLOR[kind]
  const title = `${OBJECT_NAME[kind]} ${name}`
  const text = kind === 'address' ? <span className="fg-mono">{name}</span> : name
  if (onRemove)
    return (
      <Label
        isCompact
        variant={changed ? 'outline' : 'filled'}
        color={color ?? 'grey'}
        icon={<Icon />}
        title={title}
        onClose={onRemove}
        closeBtnAriaLabel={`Remove ${name}`}
      >
        {text}
      </Label>
    )
  const content = (
    <>
      <span className={`${LABEL}__icon`}>
        <Icon />
      </span>
      <span className={`${LABEL}__text`}>{text}</span>
    </>
  )
  return (
    <span
      className={`${LABEL} pf-m-compact${changed ? ' pf-m-outline' : ''}${color ? ` pf-m-${color}` : ''}`}
      title={title}
    >
      {to ? (
        <Link className={`${LABEL}__content`} to={to}>
          {content}
        </Link>
      ) : (
        <span className={`${LABEL}__content`}>{content}</span>
      )}
    </span>
  )
}
