import { getAbout, getSettings, updateSettings } from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { Db } from '../../platform/db.ts'
import type { SettingsReadModel } from './settings.read-model.ts'
import type { SettingsService } from './settings.service.ts'

export interface About {
  readonly version: string
  readonly database: 'embedded' | 'external'
  readonly simulatedFleet: boolean
  readonly demo: boolean
  readonly startedAt: string
}

export const settingsRoutes = (ports: {
  db: Db
  readModel: SettingsReadModel
  settings: SettingsService
  about: About
}): readonly Route[] => [
  route(getSettings, () => ports.readModel.read(ports.db)),
  route(updateSettings, ({ body, actor, ifMatch }) => ports.settings.update(body, actor, ifMatch)),
  route(getAbout, async () => ({
    ...ports.about,
    organization: (await ports.readModel.current()).organization,
  })),
]
