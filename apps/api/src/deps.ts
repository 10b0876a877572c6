import { createAudit } from './http/audit.ts'
import type { Base } from './http/base.ts'
import type { Feature } from './http/feature.ts'
import type { Route } from './http/route.ts'
import type { Platform } from './platform/platform.ts'

export interface Deps {
  readonly base: Base
  readonly routes: readonly Route[]
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * The composition root: every service is built here, once, from narrow ports. A feature is one line that creates it and
 * one word in `features`, after those it depends on.
 */
export const createDeps = (platform: Platform): Deps => {
  const base: Base = { ...platform, audit: createAudit() }

  const features: readonly Feature[] = []

  return {
    base,
    routes: features.flatMap((feature) => feature.routes),
    start: async () => {
      for (const feature of features) await feature.start?.()
    },
    stop: async () => {
      for (const feature of features.toReversed()) await feature.stop?.()
    },
  }
}
