import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import { createSettingsReadModel, type SettingsReadModel } from './settings.read-model.ts'
import { settingsRoutes } from './settings.routes.ts'
import { createSettingsService } from './settings.service.ts'

export interface SettingsFeature extends Feature {
  readonly readModel: SettingsReadModel
}

export const createSettingsFeature = (base: Base): SettingsFeature => {
  const { db, audit, clock, config } = base
  const readModel = createSettingsReadModel(db, clock)
  const settings = createSettingsService({ db, audit, readModel })
  const about = {
    version: base.version,
    database: base.databaseKind,
    simulatedFleet: true,
    demo: config.demo,
    startedAt: new Date(clock.now()).toISOString(),
  }
  return { readModel, routes: settingsRoutes({ db, readModel, settings, about }) }
}
