import { type FlowImport, flowImport } from '@flowgate/shared'
import type { FlowImport as ImportRow } from '../../../platform/prisma/generated/client.ts'

/** Columns of a list: the bad lines are large and shown for one import only. */
export const IMPORT_COLUMNS = {
  id: true,
  fileName: true,
  format: true,
  status: true,
  bytes: true,
  records: true,
  skipped: true,
  badLines: true,
  flows: true,
  firstSeen: true,
  lastSeen: true,
  importedBy: true,
  importedAt: true,
  undoneAt: true,
  parseMs: true,
  storeMs: true,
  version: true,
} as const

export const importItem = (row: Pick<ImportRow, keyof typeof IMPORT_COLUMNS>): FlowImport => ({
  id: row.id,
  fileName: row.fileName,
  format: flowImport.shape.format.parse(row.format),
  status: flowImport.shape.status.parse(row.status),
  bytes: Number(row.bytes),
  records: row.records,
  skipped: row.skipped,
  badLines: row.badLines,
  flows: row.flows,
  firstSeen: row.firstSeen?.toISOString() ?? null,
  lastSeen: row.lastSeen?.toISOString() ?? null,
  importedBy: row.importedBy,
  importedAt: row.importedAt.toISOString(),
  undoneAt: row.undoneAt?.toISOString() ?? null,
  timing: { parseMs: row.parseMs, storeMs: row.storeMs },
  etag: String(row.version),
})
