import type { Estate } from '../fixtures/manager-process.ts'

/** Every page of the console, by its address. */
export interface Address {
  readonly path: string
  /** Its heading; a pattern where it carries a name of the estate. */
  readonly heading: string | RegExp
  /** Only where the demo estate is. */
  readonly needs?: Estate
}

const always: readonly Address[] = [
  { path: '/', heading: 'Home' },
  { path: '/map', heading: 'Map' },
  { path: '/map?mode=table', heading: 'Map' },
  { path: '/traffic', heading: 'Traffic' },
  { path: '/traffic?groupBy=port', heading: 'Traffic' },
  { path: '/traffic/imports', heading: 'Imports' },
  { path: '/policies', heading: 'Policies' },
  { path: '/drafts', heading: /Drafts/ },
  { path: '/revisions', heading: /Revisions/ },
  { path: '/analyze', heading: 'Test a packet' },
  { path: '/inventory/workloads', heading: 'Workloads' },
  { path: '/inventory/groups', heading: 'Security groups' },
  { path: '/inventory/services', heading: 'Services' },
  { path: '/inventory/services/https', heading: 'Services' },
  { path: '/inventory/tags', heading: 'Tags' },
  { path: '/inventory/hosts', heading: 'Hosts' },
  { path: '/inventory/segments', heading: 'Segments' },
  { path: '/enforcement', heading: 'Enforcement' },
  { path: '/settings/roles', heading: 'Roles' },
  { path: '/settings/tokens', heading: 'API tokens' },
  { path: '/account', heading: 'Account' },
  { path: '/no/such/page', heading: /.+/ },
]
const withEstate: readonly Address[] = [
  { path: '/map?level=tier', heading: 'Map' },
  { path: '/map?level=workload', heading: 'Map' },
  { path: '/map?edge=app:shop%3Eapp:pay', heading: 'Map' },
  { path: '/analyze?source=vm-123&destination=vm-456', heading: 'Test a packet' },
  { path: '/policies/shop-ringfence', heading: /Policies|Shop ringfence/ },
  { path: '/revisions/1', heading: /Revision 1|r1/ },
  { path: '/compare?before=revision:0&after=revision:1', heading: /Compare/ },
  { path: '/inventory/workloads/vm-123', heading: /.+/ },
  { path: '/inventory/groups/pci', heading: 'Cardholder data' },
  { path: '/enforcement/host-01', heading: /.+/ },
]

export const pagesOf = (estate: Estate): readonly Address[] =>
  estate === 'off' ? always : [...always, ...withEstate]

/** Not for analysts: what they need is a permission that the role lacks. */
export const ADMIN_PAGES: readonly Address[] = [
  { path: '/audit', heading: 'Audit' },
  { path: '/settings', heading: /Settings|General/ },
  { path: '/settings/users', heading: 'Users' },
]
