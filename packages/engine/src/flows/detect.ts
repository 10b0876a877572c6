import { isOwnHeader, separatorOf } from './formats/csv.ts'
import { isVpcHeader } from './formats/vpc-layout.ts'
import { Json } from './scan/json.ts'
import { textAt } from './scan/text.ts'

export const FLOW_FORMATS = ['vpc', 'zeek', 'hubble', 'csv', 'ndjson'] as const
export type FlowFormat = (typeof FLOW_FORMATS)[number]

const HUBBLE_KEYS = new Set(['flow', 'IP', 'l4', 'node_status', 'lost_events', 'agent_event', 'debug_event'])
const ZEEK_KEYS = new Set(['id.orig_h', 'id_orig_h', '_path'])
const NAMED = 4_096

/** The format that one line is of, or null when it does not tell. */
export function formatOfLine(bytes: Uint8Array, start: number, end: number): FlowFormat | null {
  let first = start
  while (first < end && (bytes[first] === 32 || bytes[first] === 9)) first += 1
  if (bytes[first] === 123) return formatOfObject(bytes, first, end)
  const text = textAt(bytes, first, Math.min(end, first + NAMED))
  if (/^#(separator|set_separator|empty_field|unset_field|path|open|fields|types)\b/.test(text)) return 'zeek'
  const words = text.split(' ').filter((word) => word !== '')
  if (/^[a-z]/i.test(text) && isVpcHeader(words.map((word) => word.toLowerCase().replaceAll('_', '-'))))
    return 'vpc'
  const records = words[0]?.includes('T') ? words.slice(1) : words
  if (records.length >= 14 && /^\d{1,2}$/.test(records[0] ?? '')) return 'vpc'
  const separator = separatorOf(bytes, first, end)
  const names = text.split(separator === 9 ? '\ufffd' : String.fromCharCode(separator))
  return isOwnHeader(names.map((name) => name.trim())) ? 'csv' : null
}

function formatOfObject(bytes: Uint8Array, start: number, end: number): FlowFormat | null {
  const json = new Json()
  if (!json.open(bytes, start, end)) return null
  const keys: string[] = []
  while (json.key()) {
    keys.push(textAt(bytes, json.keyStart, json.keyEnd))
    if (!json.value()) return null
  }
  if (json.failed) return null
  if (keys.some((key) => HUBBLE_KEYS.has(key))) return 'hubble'
  if (keys.some((key) => ZEEK_KEYS.has(key))) return 'zeek'
  if (keys.includes('src') && keys.includes('proto')) return 'zeek'
  return keys.includes('source') && keys.includes('destination') ? 'ndjson' : null
}
