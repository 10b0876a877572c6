import { z } from 'zod'
import { operation } from './operation.ts'

export const settings = z
  .object({
    organization: z.string(),
    /** Days; older flows are deleted. */
    flowRetentionDays: z.number().int(),
    auditRetentionDays: z.number().int(),
    /** Minutes without a request after which a session ends, and hours after which it ends anyway. */
    sessionIdleMinutes: z.number().int(),
    sessionMaxHours: z.number().int(),
    etag: z.string(),
  })
  .meta({ id: 'Settings' })
export type Settings = z.infer<typeof settings>
export const getSettings = operation({
  id: 'settings.get',
  method: 'get',
  path: '/settings',
  summary: 'Settings of the Manager',
  permission: 'settings:read',
  response: settings,
})
export const updateSettings = operation({
  id: 'settings.update',
  method: 'patch',
  path: '/settings',
  summary: 'Change settings of the Manager',
  permission: 'settings:write',
  body: z
    .object({
      organization: z.string().trim().min(1).max(100),
      flowRetentionDays: z.number().int().min(1).max(3_650),
      auditRetentionDays: z.number().int().min(30).max(3_650),
      sessionIdleMinutes: z.number().int().min(5).max(1_440),
      sessionMaxHours: z.number().int().min(1).max(168),
    })
    .partial()
    .strict(),
  response: settings,
  ifMatch: 'required',
})
export const getAbout = operation({
  id: 'settings.about',
  method: 'get',
  path: '/about',
  summary: 'Version and what is simulated',
  permission: 'signed-in',
  response: z.object({
    version: z.string(),
    organization: z.string(),
    database: z.enum(['embedded', 'external']),
    simulatedFleet: z.boolean(),
    demo: z.boolean(),
    startedAt: z.iso.datetime(),
  }),
})
