/** Everything an operation may require. `public` and `signed-in` are written out where they are meant. */
export const PERMISSIONS = [
  'inventory:read',
  'inventory:write',
  'policy:read',
  'policy:write',
  'policy:publish',
  'flow:read',
  'flow:import',
  'analysis:run',
  'fleet:read',
  'fleet:operate',
  'audit:read',
  'user:read',
  'user:write',
  'token:write',
  'settings:read',
  'settings:write',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** Of an operation: for anybody, for whoever is signed in, or all of the named permissions. */
export type Requirement = 'public' | 'signed-in' | Permission | readonly Permission[]

export const PERMISSION_MEANING: Readonly<Record<Permission, string>> = {
  'inventory:read': 'see workloads, hosts, segments and tags',
  'inventory:write': 'change workloads, tags and enforcement modes',
  'policy:read': 'see groups, services, policies, drafts and revisions',
  'policy:write': 'edit drafts',
  'policy:publish': 'publish a draft and roll back',
  'flow:read': 'see the map, traffic and dashboards',
  'flow:import': 'import flow records and undo an import',
  'analysis:run': 'test packets against a revision or a draft',
  'fleet:read': 'see what each host enforces',
  'fleet:operate': 'take a simulated host offline and bring it back',
  'audit:read': 'read and export the audit log',
  'user:read': 'see users and their roles',
  'user:write': 'create users, change roles, disable sign-in',
  'token:write': 'create API tokens of one’s own',
  'settings:read': 'see the settings',
  'settings:write': 'change the settings',
}
