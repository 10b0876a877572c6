import type { FlowItem } from '@flowgate/shared'
import { flowItemOf } from './flow-item.ts'
import type { Selection } from './selection.ts'

const COLUMNS: readonly (readonly [string, (item: FlowItem) => string | number | null])[] = [
  ['source', (item) => item.source.address],
  ['source_name', (item) => item.source.name],
  ['source_workload', (item) => item.source.workloadId],
  ['source_application', (item) => item.source.application],
  ['source_tier', (item) => item.source.tier],
  ['destination', (item) => item.destination.address],
  ['destination_name', (item) => item.destination.name],
  ['destination_workload', (item) => item.destination.workloadId],
  ['destination_application', (item) => item.destination.application],
  ['destination_tier', (item) => item.destination.tier],
  ['protocol', (item) => item.protocol],
  ['port', (item) => item.port],
  ['service', (item) => item.service],
  ['state', (item) => item.state],
  ['action', (item) => item.action],
  ['decided_by', (item) => item.decidedBy.kind],
  ['policy', (item) => item.decidedBy.policyName],
  ['rule', (item) => item.decidedBy.ruleName],
  ['rule_id', (item) => item.decidedBy.ruleId],
  ['revision', (item) => item.decidedBy.revision],
  ['sessions', (item) => item.sessions],
  ['bytes', (item) => item.bytes],
  ['packets', (item) => item.packets],
  ['first_seen', (item) => item.firstSeen],
  ['last_seen', (item) => item.lastSeen],
  ['app_id', (item) => item.appId],
  ['user', (item) => item.user],
  ['process', (item) => item.process],
  ['origin', (item) => item.origin],
  ['import', (item) => item.importId],
]

/**
 * One CSV field, quoted where needed. Text that a spreadsheet would run as a formula gets an apostrophe in front: names in flows
 * come from whoever sent them.
 */
const field = (value: string | number | null): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows read by id, so that a change of memory in the middle of a download cannot show another row in their place. */
const ROWS_AT_ONCE = 500

/** The file, piece by piece; `now` gives the selection of the same rows as memory stands at that moment. */
export async function* exportRows(
  format: 'csv' | 'ndjson',
  ids: Float64Array,
  now: () => Promise<Omit<Selection, 'rows'>>,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.map(([name]) => name).join(',')}\r\n`
  for (let start = 0; start < ids.length; start += ROWS_AT_ONCE) {
    const base = await now()
    const { memory } = base
    const lines: string[] = []
    for (const id of ids.subarray(start, start + ROWS_AT_ONCE)) {
      const row = memory.lowerBound(id)
      if (memory.columns.id[row] !== id) continue
      const item = flowItemOf({ ...base, rows: new Int32Array() }, row)
      lines.push(
        format === 'csv'
          ? `${COLUMNS.map(([, read]) => field(read(item))).join(',')}\r\n`
          : `${JSON.stringify(item)}\n`,
      )
    }
    yield lines.join('')
  }
}
