import { lazy } from 'react'
import type { Slots } from '../lib/slots.ts'

/** Parts of one feature that others show; each loads when first needed. */
export const slots: Slots = {
  PublishDialog: lazy(async () => ({
    default: (await import('../features/drafts/components/publish-dialog.tsx')).PublishDialog,
  })),
  CreateGroupDialog: lazy(async () => ({
    default: (await import('../features/groups/components/create-group-dialog.tsx')).CreateGroupDialog,
  })),
  CreateServiceDialog: lazy(async () => ({
    default: (await import('../features/services/components/service-dialog.tsx')).CreateServiceDialog,
  })),
}
