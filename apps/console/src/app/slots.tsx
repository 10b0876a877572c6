import type { Slots } from '../lib/slots.ts'

/** Parts of one feature that others show; each loads when first needed. */
export const slots: Slots = {}
