import type { Tx } from '../../platform/db.ts'

/**
 * Counts the inventory's version up. First statement of every transaction that changes the inventory: its row lock puts
 * such transactions in order, so that what they check cannot change under them.
 */
export const nextInventoryVersion = async (tx: Tx): Promise<number> => {
  const rows = await tx.$queryRaw<{ version: number }[]>`
    INSERT INTO "InventoryVersion" ("id", "version", "at") VALUES (1, 2, now())
    ON CONFLICT ("id") DO UPDATE SET "version" = "InventoryVersion"."version" + 1, "at" = now()
    RETURNING "version"`
  return rows[0]?.version ?? 2
}
