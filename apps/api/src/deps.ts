import { type DemoOptions, loadDemo } from './demo/load-demo.ts'
import { createAccessFeature } from './features/access/access.feature.ts'
import { createAnalysisFeature } from './features/analysis/analysis.feature.ts'
import { createAuditFeature } from './features/audit/audit.feature.ts'
import { createAuthFeature } from './features/auth/auth.feature.ts'
import { createDocumentsFeature } from './features/documents/documents.feature.ts'
import { createDraftsFeature } from './features/drafts/drafts.feature.ts'
import type { SpanSource } from './features/drafts/spans.read-model.ts'
import { createEventsFeature } from './features/events/events.feature.ts'
import { createFleetFeature, type FleetFeaturePorts } from './features/fleet/fleet.feature.ts'
import { createFlowsFeature } from './features/flows/flows.feature.ts'
import { flowWriter } from './features/flows/flows.read-model.ts'
import { createGroupsFeature } from './features/groups/groups.feature.ts'
import { createInventoryFeature } from './features/inventory/inventory.feature.ts'
import {
  createInventoryReadModel,
  type InventoryReadModel,
} from './features/inventory/inventory.read-model.ts'
import { createMapFeature } from './features/map/map.feature.ts'
import { createMetricsFeature } from './features/metrics/metrics.feature.ts'
import { createPoliciesFeature } from './features/policies/policies.feature.ts'
import { createRevisionsFeature } from './features/revisions/revisions.feature.ts'
import { createSearchFeature } from './features/search/search.feature.ts'
import { createServicesFeature } from './features/services/services.feature.ts'
import { createSettingsFeature } from './features/settings/settings.feature.ts'
import { createHeavyWork, type HeavyWork } from './heavy-work.ts'
import { createAudit } from './http/audit.ts'
import type { Authenticator } from './http/authenticator.ts'
import type { Base } from './http/base.ts'
import type { Feature } from './http/feature.ts'
import { createMetrics } from './http/metrics.ts'
import type { Route } from './http/route.ts'
import type { Platform } from './platform/platform.ts'

export interface DepsOptions {
  /** How hosts are simulated; tests want none of their traffic. */
  readonly simulation?: FleetFeaturePorts['simulation']
  /** False: this thread does heavy work itself, however long it takes. */
  readonly heavy?: boolean
}

export interface Deps {
  readonly base: Base
  readonly routes: readonly Route[]
  readonly authenticator: Authenticator
  /** Null where this thread does heavy work itself. */
  readonly heavy: HeavyWork | null
  readonly inventory: Pick<InventoryReadModel, 'refresh'>
  readonly spans: Pick<SpanSource, 'spanAt'>
  /** Makes the first administrator; answers the generated password when there is one to tell. */
  firstAdministrator(): Promise<string | null>
  /**
   * Loads the demo estate that the configuration names, if this installation is empty. Call it before `start`.
   * Returns whether it loaded.
   */
  loadDemo(progress: (message: string) => void, options?: DemoOptions): Promise<boolean>
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * The composition root: every service is built here, once, from narrow ports. A feature is one line that creates it and
 * one word in `features`, after those it depends on.
 */
export const createDeps = (
  platform: Platform,
  { simulation, heavy: apart = true }: DepsOptions = {},
): Deps => {
  const base: Base = { ...platform, audit: createAudit(), metrics: createMetrics() }

  const settings = createSettingsFeature(base)
  const auth = createAuthFeature(base, settings.readModel)
  const access = createAccessFeature(base, auth.credentials)
  const audit = createAuditFeature(base, settings.readModel)
  const inventoryModel = createInventoryReadModel(base)
  const heavy = apart
    ? createHeavyWork(platform, {
        workloads: async () => (await inventoryModel.current()).workloads.size,
        settled: inventoryModel.refresh,
      })
    : null
  const events = createEventsFeature(base, inventoryModel)
  const drafts = createDraftsFeature(base, {
    inventory: inventoryModel,
    ...(heavy === null ? {} : { cutElsewhere: heavy.span }),
  })
  const inventory = createInventoryFeature(
    base,
    { policySets: drafts.sources, unknownServices: drafts.sources.unknownServices },
    inventoryModel,
  )
  const policyPorts = { ...base, ...drafts, inventory: inventoryModel }
  const revisions = createRevisionsFeature(policyPorts)
  const groups = createGroupsFeature(policyPorts)
  const services = createServicesFeature(policyPorts)
  const policies = createPoliciesFeature(base, policyPorts)
  const documents = createDocumentsFeature({
    ...policyPorts,
    inventoryWriter: inventory.writer,
    describeDraft: drafts.describe,
  })
  const analysis = createAnalysisFeature(policyPorts)
  const flows = createFlowsFeature(base, { inventory: inventoryModel, policies: drafts.sources })
  const fleet = createFleetFeature(base, {
    inventory: inventoryModel,
    spans: drafts.spans,
    flows: flows.sink,
    policies: drafts.store,
    ...(simulation === undefined ? {} : { simulation }),
  })
  const traffic = { ...base, flows: flows.readModel, inventory: inventoryModel, fleet: fleet.readModel }
  const map = createMapFeature({ ...traffic, policySets: drafts.sources })
  const metrics = createMetricsFeature({ ...traffic, policySets: drafts.sources })
  const search = createSearchFeature(() =>
    features.flatMap((feature) => (feature.search ? [feature.search] : [])),
  )

  const features: readonly Feature[] = [
    settings,
    auth,
    access,
    audit,
    events,
    search,
    inventory,
    drafts,
    revisions,
    groups,
    services,
    policies,
    documents,
    analysis,
    flows,
    fleet,
    map,
    metrics,
  ]

  return {
    base,
    routes: features.flatMap((feature) => feature.routes),
    authenticator: auth.authenticator,
    heavy,
    inventory: inventoryModel,
    spans: drafts.spans,
    firstAdministrator: auth.firstAdministrator,
    loadDemo: async (progress, options) =>
      platform.config.demoEstate === null
        ? false
        : loadDemo(
            { ...base, ...drafts, inventory: inventory.writer, flows: flowWriter, progress },
            platform.config.demoEstate,
            options,
          ),
    start: async () => {
      for (const feature of features) await feature.start?.()
    },
    stop: async () => {
      await heavy?.stop()
      for (const feature of features.toReversed()) await feature.stop?.()
    },
  }
}
