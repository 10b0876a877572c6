import { Json, Keys } from '../scan/json.ts'
import { rawTextAt, textAt } from '../scan/text.ts'
import { COMPOSITE, type Slots, STRING } from '../slots.ts'
import { slotValue } from './object-slots.ts'

/** Roles of the values that a flow is made of. */
export const TIME = 0
export const VERDICT = 1
export const SOURCE = 2
export const DESTINATION = 3
export const SOURCE_PORT = 4
export const DESTINATION_PORT = 5
export const ICMP_TYPE = 6
export const ICMP_CODE = 7
export const SYN = 8
export const ACK = 9
export const IS_REPLY = 10
export const REPLY = 11
export const KIND = 12
export const SOURCE_POD = 13
export const DESTINATION_POD = 14
export const SOURCE_WORKLOAD = 15
export const DESTINATION_WORKLOAD = 16
export const SOURCE_LABELS = 17
export const DESTINATION_LABELS = 18
export const SOURCE_DNS = 19
export const DESTINATION_DNS = 20
export const L7_TYPE = 21
export const OUTER_TIME = 22
export const ROLES = 23

const FLOW = 40
const IP = 41
const L4 = 42
const SOURCE_END = 43
const DESTINATION_END = 44
const L7 = 45
const FLAGS = 46
const OTHER_EVENT = 47

/** Top-level events that are not flows. */
const OTHER = ['node_status', 'lost_events', 'agent_event', 'debug_event']
const FLOW_KEYS: readonly (readonly [string, number])[] = [
  ['time', TIME],
  ['verdict', VERDICT],
  ['IP', IP],
  ['ip', IP],
  ['l4', L4],
  ['source', SOURCE_END],
  ['destination', DESTINATION_END],
  ['source_names', SOURCE_DNS],
  ['destination_names', DESTINATION_DNS],
  ['Type', KIND],
  ['type', KIND],
  ['is_reply', IS_REPLY],
  ['reply', REPLY],
  ['l7', L7],
]
const TOP = new Keys([
  ...FLOW_KEYS,
  ['flow', FLOW],
  ...OTHER.map((name): [string, number] => [name, OTHER_EVENT]),
])
const INNER = new Keys(FLOW_KEYS)
const IP_KEYS = new Keys([
  ['source', SOURCE],
  ['destination', DESTINATION],
])
const PROTOCOLS = ['TCP', 'UDP', 'SCTP', 'ICMPv4', 'ICMPv6'] as const
export type HubbleProtocol = (typeof PROTOCOLS)[number]
const L4_KEYS = new Keys(PROTOCOLS.map((name, index): [string, number] => [name, index]))
const PORT_KEYS = new Keys([
  ['source_port', SOURCE_PORT],
  ['destination_port', DESTINATION_PORT],
  ['type', ICMP_TYPE],
  ['code', ICMP_CODE],
  ['flags', FLAGS],
])
const FLAG_KEYS = new Keys([
  ['SYN', SYN],
  ['ACK', ACK],
])
const L7_KEYS = new Keys([
  ['type', L7_TYPE],
  ['http', 0],
  ['dns', 1],
  ['kafka', 2],
])
const L7_APPS = ['http', 'dns', 'kafka'] as const
const endKeys = (pod: number, workload: number, labels: number): Keys =>
  new Keys([
    ['pod_name', pod],
    ['workloads', workload],
    ['labels', labels],
  ])
const SOURCE_KEYS = endKeys(SOURCE_POD, SOURCE_WORKLOAD, SOURCE_LABELS)
const DESTINATION_KEYS = endKeys(DESTINATION_POD, DESTINATION_WORKLOAD, DESTINATION_LABELS)

/** Walks one event of Hubble's export and lays the values of interest into slots. */
export class HubbleWalk {
  readonly #json = new Json()
  readonly #slots: Slots
  protocol: HubbleProtocol | null = null
  app: (typeof L7_APPS)[number] | null = null
  /** A `flow`, bare or wrapped, was in the line; otherwise it was another kind of event. */
  isFlow = false
  isOther = false
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** False when the line is no JSON object. */
  walk(bytes: Uint8Array, start: number, end: number): boolean {
    this.#slots.clear()
    this.#bytes = bytes
    this.protocol = null
    this.app = null
    this.isFlow = false
    this.isOther = false
    return this.#json.open(bytes, start, end) && this.#flow(TOP, true) && this.#json.finish()
  }

  #flow(keys: Keys, outer: boolean): boolean {
    const json = this.#json
    while (json.key()) {
      const role = keys.roleOf(this.#bytes, json.keyStart, json.keyEnd)
      if (!this.#field(role, outer)) return false
    }
    return !json.failed
  }

  #field(role: number, outer: boolean): boolean {
    const json = this.#json
    if (role === OTHER_EVENT) this.isOther = true
    if (role < 0 || role === OTHER_EVENT) return json.value()
    if (role === FLOW) {
      if (!json.enter()) return json.value()
      this.isFlow = true
      return this.#flow(INNER, false)
    }
    // The wrapper repeats the time, and may do so after the flow.
    if (outer && role === TIME) return slotValue(json, this.#slots, OUTER_TIME)
    if (role === VERDICT || role === IP) this.isFlow = true
    if (role === IP) return this.#object(IP_KEYS)
    if (role === SOURCE_END) return this.#object(SOURCE_KEYS)
    if (role === DESTINATION_END) return this.#object(DESTINATION_KEYS)
    if (role === L4) return this.#protocols()
    if (role === L7) return this.#application()
    return slotValue(json, this.#slots, role)
  }

  #object(keys: Keys): boolean {
    const json = this.#json
    if (!json.enter()) return json.value()
    while (json.key()) {
      const role = keys.roleOf(this.#bytes, json.keyStart, json.keyEnd)
      if (role === FLAGS) {
        if (!this.#object(FLAG_KEYS)) return false
      } else if (role < 0 ? !json.value() : !slotValue(json, this.#slots, role)) return false
    }
    return !json.failed
  }

  #protocols(): boolean {
    const json = this.#json
    if (!json.enter()) return json.value()
    while (json.key()) {
      const index = L4_KEYS.roleOf(this.#bytes, json.keyStart, json.keyEnd)
      if (index < 0) {
        if (!json.value()) return false
        continue
      }
      this.protocol = PROTOCOLS[index] ?? null
      if (!this.#object(PORT_KEYS)) return false
    }
    return !json.failed
  }

  #application(): boolean {
    const json = this.#json
    if (!json.enter()) return json.value()
    while (json.key()) {
      const role = L7_KEYS.roleOf(this.#bytes, json.keyStart, json.keyEnd)
      if (role >= 0 && role < L7_APPS.length) this.app = L7_APPS[role] ?? null
      if (role === L7_TYPE ? !slotValue(json, this.#slots, role) : !json.value()) return false
    }
    return !json.failed
  }

  /** The texts of an array value; none when the role holds something else. */
  texts(role: number): readonly string[] {
    const slots = this.#slots
    if (slots.kind[role] !== COMPOSITE) return []
    const list: unknown = JSON.parse(
      rawTextAt(this.#bytes, slots.start[role] as number, slots.end[role] as number),
    )
    return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : []
  }

  /** The `name` of the first object of an array value, or null. */
  firstName(role: number): string | null {
    const slots = this.#slots
    if (slots.kind[role] !== COMPOSITE) return null
    const list: unknown = JSON.parse(
      rawTextAt(this.#bytes, slots.start[role] as number, slots.end[role] as number),
    )
    const first: unknown = Array.isArray(list) ? list[0] : null
    if (typeof first !== 'object' || first === null || !('name' in first)) return null
    return typeof first.name === 'string' && first.name !== '' ? first.name : null
  }

  text(role: number): string {
    const slots = this.#slots
    return slots.has(role) && slots.kind[role] === STRING
      ? textAt(slots.bytesOf(role, this.#bytes), slots.start[role] as number, slots.end[role] as number)
      : ''
  }
}
