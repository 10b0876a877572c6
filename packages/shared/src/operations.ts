import * as access from './contract/access.ts'
import * as analysis from './contract/analysis.ts'
import * as audit from './contract/audit.ts'
import * as auth from './contract/auth.ts'
import * as documents from './contract/documents.ts'
import * as drafts from './contract/drafts.ts'
import * as events from './contract/events.ts'
import * as fleet from './contract/fleet.ts'
import * as flows from './contract/flows.ts'
import * as groups from './contract/groups.ts'
import * as inventory from './contract/inventory.ts'
import * as map from './contract/map.ts'
import * as metrics from './contract/metrics.ts'
import type { AnyOperation } from './contract/operation.ts'
import * as policies from './contract/policies.ts'
import * as revisions from './contract/revisions.ts'
import * as search from './contract/search.ts'
import * as services from './contract/services.ts'
import * as settings from './contract/settings.ts'

const features = {
  access,
  analysis,
  audit,
  auth,
  documents,
  drafts,
  events,
  fleet,
  flows,
  groups,
  inventory,
  map,
  metrics,
  policies,
  revisions,
  search,
  services,
  settings,
}

const isOperation = (value: unknown): value is AnyOperation =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'permission' in value

/** Every operation there is: what routes, OpenAPI and the role-by-operation test go through. Grows by itself. */
export const OPERATIONS: readonly AnyOperation[] = Object.values(features).flatMap((feature) =>
  Object.values(feature).filter(isOperation),
)
