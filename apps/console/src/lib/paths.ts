/** Every address of the console is built here. */
type Query = Readonly<Record<string, string | number | null | undefined>>

const withQuery = (path: string, query: Query = {}): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}
const one = (base: string) => (id: string | number, query?: Query) =>
  withQuery(`${base}/${encodeURIComponent(id)}`, query)
const all = (path: string) => (query?: Query) => withQuery(path, query)

/** What the rule dialog of a policy is opened with: selectors of map nodes (`app:shop`), the protocol and the port. */
export interface NewRule {
  readonly source: string
  readonly destination: string
  readonly protocol: string
  readonly port: number | null
  readonly action: 'allow' | 'drop'
}
export interface PacketQuery {
  /** A workload's id or name, or an address. */
  readonly source?: string
  readonly destination?: string
  readonly protocol?: string
  readonly port?: number | null
  readonly view?: string
}

export const paths = {
  home: () => '/',
  signIn: (next?: string) => withQuery('/sign-in', { next }),
  account: () => '/account',
  map: all('/map'),
  /** Filters as `/flows` takes them, plus `groupBy` and `live`. */
  traffic: all('/traffic'),
  imports: all('/traffic/imports'),
  importDetail: (importId: string) => withQuery('/traffic/imports', { import: importId }),
  policies: all('/policies'),
  policy: one('/policies'),
  /** A rule within its policy's grid. */
  rule: (policyId: string, ruleId: string, view?: string) =>
    withQuery(`/policies/${encodeURIComponent(policyId)}`, { rule: ruleId, view }),
  /** Opens the dialog for a new rule, filled in: `newRule=1&source=app:shop&destination=…&protocol=tcp&port=8080&action=allow`. */
  newRule: (rule: NewRule) => withQuery('/policies', { newRule: 1, ...rule }),
  drafts: all('/drafts'),
  draft: one('/drafts'),
  revisions: all('/revisions'),
  revision: one('/revisions'),
  compare: (before: string, after: string) => withQuery('/compare', { before, after }),
  /** The packet test, filled in and run. */
  analyze: (packet: PacketQuery = {}) => withQuery('/analyze', { ...packet }),
  workloads: all('/inventory/workloads'),
  workload: one('/inventory/workloads'),
  groups: all('/inventory/groups'),
  group: one('/inventory/groups'),
  services: all('/inventory/services'),
  service: one('/inventory/services'),
  tags: all('/inventory/tags'),
  hosts: all('/inventory/hosts'),
  segments: all('/inventory/segments'),
  fleet: all('/enforcement'),
  host: one('/enforcement'),
  audit: all('/audit'),
  settings: () => '/settings',
  users: all('/settings/users'),
  roles: () => '/settings/roles',
  tokens: () => '/settings/tokens',
}
