import type { Requirement } from '@flowgate/shared'
import {
  ClipboardListIcon,
  CogIcon,
  FlaskIcon,
  HistoryIcon,
  HomeIcon,
  ListIcon,
  ServerIcon,
  ShieldAltIcon,
  StreamIcon,
  TopologyIcon,
} from '@patternfly/react-icons'
import type { ComponentType } from 'react'
import { paths } from '../../lib/paths.ts'

export interface NavLeaf {
  readonly label: string
  readonly to: string
  readonly requires: Requirement
  /** Words that the command palette finds it by, besides its label. */
  readonly also?: string
}
export interface NavEntry extends NavLeaf {
  readonly icon: ComponentType
  readonly children?: readonly NavLeaf[]
}

export const NAVIGATION: readonly NavEntry[] = [
  { label: 'Home', to: paths.home(), requires: 'flow:read', icon: HomeIcon, also: 'overview dashboard' },
  { label: 'Map', to: paths.map(), requires: 'flow:read', icon: TopologyIcon, also: 'dependencies graph' },
  {
    label: 'Traffic',
    to: paths.traffic(),
    requires: 'flow:read',
    icon: StreamIcon,
    children: [
      { label: 'Flows', to: paths.traffic(), requires: 'flow:read', also: 'query connections' },
      { label: 'Imports', to: paths.imports(), requires: 'flow:read', also: 'upload vpc zeek hubble' },
    ],
  },
  { label: 'Policies', to: paths.policies(), requires: 'policy:read', icon: ShieldAltIcon, also: 'rules' },
  {
    label: 'Drafts & revisions',
    to: paths.drafts(),
    requires: 'policy:read',
    icon: HistoryIcon,
    children: [
      { label: 'Drafts', to: paths.drafts(), requires: 'policy:read', also: 'pending changes' },
      { label: 'Revisions', to: paths.revisions(), requires: 'policy:read', also: 'history rollback' },
    ],
  },
  {
    label: 'Test',
    to: paths.analyze(),
    requires: 'analysis:run',
    icon: FlaskIcon,
    also: 'analyze ping packet',
  },
  {
    label: 'Inventory',
    to: paths.workloads(),
    requires: 'inventory:read',
    icon: ListIcon,
    children: [
      { label: 'Workloads', to: paths.workloads(), requires: 'inventory:read', also: 'vm container' },
      { label: 'Security groups', to: paths.groups(), requires: 'policy:read' },
      { label: 'Services', to: paths.services(), requires: 'policy:read', also: 'ports' },
      { label: 'Tags', to: paths.tags(), requires: 'inventory:read' },
      { label: 'Hosts', to: paths.hosts(), requires: 'inventory:read', also: 'hypervisors' },
      { label: 'Segments', to: paths.segments(), requires: 'inventory:read', also: 'networks vlan' },
    ],
  },
  {
    label: 'Enforcement',
    to: paths.fleet(),
    requires: 'fleet:read',
    icon: ServerIcon,
    also: 'fleet realization',
  },
  { label: 'Audit', to: paths.audit(), requires: 'audit:read', icon: ClipboardListIcon, also: 'log events' },
  {
    label: 'Settings',
    to: paths.settings(),
    requires: 'signed-in',
    icon: CogIcon,
    children: [
      { label: 'General', to: paths.settings(), requires: 'settings:read', also: 'retention sessions' },
      { label: 'Users', to: paths.users(), requires: 'user:read' },
      { label: 'Roles', to: paths.roles(), requires: 'signed-in', also: 'permissions' },
      { label: 'API tokens', to: paths.tokens(), requires: 'signed-in' },
    ],
  },
]
