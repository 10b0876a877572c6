import { createAccessFeature } from './features/access/access.feature.ts'
import { createAuditFeature } from './features/audit/audit.feature.ts'
import { createAuthFeature } from './features/auth/auth.feature.ts'
import { createEventsFeature } from './features/events/events.feature.ts'
import { createSearchFeature } from './features/search/search.feature.ts'
import { createSettingsFeature } from './features/settings/settings.feature.ts'
import { createAudit } from './http/audit.ts'
import type { Authenticator } from './http/authenticator.ts'
import type { Base } from './http/base.ts'
import type { Feature } from './http/feature.ts'
import { createMetrics } from './http/metrics.ts'
import type { Route } from './http/route.ts'
import type { Platform } from './platform/platform.ts'

export interface Deps {
  readonly base: Base
  readonly routes: readonly Route[]
  readonly authenticator: Authenticator
  /** Makes the first administrator; answers the generated password when there is one to tell. */
  firstAdministrator(): Promise<string | null>
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * The composition root: every service is built here, once, from narrow ports. A feature is one line that creates it and
 * one word in `features`, after those it depends on.
 */
export const createDeps = (platform: Platform): Deps => {
  const base: Base = { ...platform, audit: createAudit(), metrics: createMetrics() }

  const settings = createSettingsFeature(base)
  const auth = createAuthFeature(base, settings.readModel)
  const access = createAccessFeature(base, auth.credentials)
  const audit = createAuditFeature(base, settings.readModel)
  const events = createEventsFeature(base)
  const search = createSearchFeature(() =>
    features.flatMap((feature) => (feature.search ? [feature.search] : [])),
  )

  const features: readonly Feature[] = [settings, auth, access, audit, events, search]

  return {
    base,
    routes: features.flatMap((feature) => feature.routes),
    authenticator: auth.authenticator,
    firstAdministrator: auth.firstAdministrator,
    start: async () => {
      for (const feature of features) await feature.start?.()
    },
    stop: async () => {
      for (const feature of features.toReversed()) await feature.stop?.()
    },
  }
}
