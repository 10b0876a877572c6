import type { Json, Keys } from '../scan/json.ts'
import { type Slots, STRING } from '../slots.ts'

/** Lays the value that `json` stands before into a role. */
export function slotValue(json: Json, slots: Slots, role: number): boolean {
  if (!json.value()) return false
  if (json.kind === STRING && json.escaped) slots.setCopy(role, json.unescaped())
  else slots.set(role, json.kind, json.start, json.end)
  return true
}

/** Reads one flat object: the values of known keys into their roles, the others only checked. False when it is no JSON. */
export function readFlatObject(
  json: Json,
  keys: Keys,
  slots: Slots,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  slots.clear()
  if (!json.open(bytes, start, end)) return false
  while (json.key()) {
    const role = keys.roleOf(bytes, json.keyStart, json.keyEnd)
    if (role < 0 ? !json.value() : !slotValue(json, slots, role)) return false
  }
  return json.finish()
}

/** What a line that is no JSON object is told. */
export const NO_OBJECT = 'the line is not one JSON object'
