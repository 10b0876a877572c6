import type { Context } from '../context.ts'
import { BAD, EXPECTED, type Outcome, RECORD } from '../outcome.ts'
import { ICMP, ICMPV6, isPortProtocol, protocolNumberOf, TCP, UDP } from '../protocols.ts'
import { unsignedAt } from '../scan/number.ts'
import { textAt } from '../scan/text.ts'
import { epochAt, isoAt, LAST_TIME } from '../scan/time.ts'
import { NULL, NUMBER, type Slots, STRING } from '../slots.ts'

/** The fields of Flowgate's own record, as columns of CSV and keys of NDJSON; their order is the order of roles. */
export const OWN_FIELDS = [
  'source',
  'destination',
  'protocol',
  'port',
  'firstSeen',
  'lastSeen',
  'sessions',
  'bytes',
  'packets',
  'verdict',
  'sourceName',
  'destinationName',
  'appId',
  'user',
  'process',
  'icmpType',
  'icmpCode',
] as const

const SOURCE = 0
const DESTINATION = 1
const PROTOCOL = 2
const PORT = 3
const FIRST_SEEN = 4
const LAST_SEEN = 5
const SESSIONS = 6
const BYTES = 7
const PACKETS = 8
const VERDICT = 9
const SOURCE_NAME = 10
const DESTINATION_NAME = 11
const APP_ID = 12
const USER = 13
const PROCESS = 14
const ICMP_TYPE = 15
const ICMP_CODE = 16

const PROTOCOL_EXPECTED = 'a name such as `tcp` or a number from 0 to 255'
const TIME_EXPECTED = 'an ISO 8601 time with zone, or seconds or milliseconds since 1970'

/** Reads the fields of one line of CSV or NDJSON that lie in `slots`. */
export function readOwn(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft, problem } = context
  if (!slots.has(SOURCE)) return problem.missing('source', EXPECTED.address)
  if (!slots.has(DESTINATION)) return problem.missing('destination', EXPECTED.address)
  if (!slots.has(PROTOCOL)) return problem.missing('protocol', PROTOCOL_EXPECTED)
  if (!slots.has(FIRST_SEEN)) return problem.missing('firstSeen', TIME_EXPECTED)
  const outcome =
    context.source(
      'source',
      slots.bytesOf(SOURCE, line),
      slots.start[SOURCE] as number,
      slots.end[SOURCE] as number,
    ) ||
    context.destination(
      'destination',
      slots.bytesOf(DESTINATION, line),
      slots.start[DESTINATION] as number,
      slots.end[DESTINATION] as number,
    ) ||
    context.sameFamily() ||
    readProtocol(context, slots, line) ||
    readPort(context, slots, line) ||
    readTimes(context, slots, line) ||
    readVerdict(context, slots, line)
  if (outcome !== RECORD) return outcome
  const sessions = readCount(context, slots, line, SESSIONS, 1)
  const bytes = sessions < 0 ? -1 : readCount(context, slots, line, BYTES, 0)
  const packets = bytes < 0 ? -1 : readCount(context, slots, line, PACKETS, 0)
  if (packets < 0) return BAD
  draft.sessions = sessions
  draft.bytes = bytes
  draft.packets = packets
  return readNames(context, slots, line)
}

function readProtocol(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft } = context
  const bytes = slots.bytesOf(PROTOCOL, line)
  const start = slots.start[PROTOCOL] as number
  const end = slots.end[PROTOCOL] as number
  const number = unsignedAt(bytes, start, end)
  if (number >= 0 && number <= 255) draft.protocol = number
  else {
    const named = namedAt(bytes, start, end)
    if (named === undefined) return context.problem.field('protocol', bytes, start, end, PROTOCOL_EXPECTED)
    draft.protocol = named === ICMP && draft.sourceFamily === 6 ? ICMPV6 : named
  }
  return RECORD
}

/** The number of a protocol's name; the two that nearly every line has without making a string. */
function namedAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start === 3 && bytes[start + 2] === 112) {
    if (bytes[start] === 116 && bytes[start + 1] === 99) return TCP
    if (bytes[start] === 117 && bytes[start + 1] === 100) return UDP
  }
  return end - start <= 16 ? protocolNumberOf(textAt(bytes, start, end)) : undefined
}

function readPort(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft, problem } = context
  const icmp = draft.protocol === ICMP || draft.protocol === ICMPV6
  if (icmp && slots.has(ICMP_TYPE)) {
    const type = readOctet(context, slots, line, ICMP_TYPE)
    const code = type < 0 ? -1 : slots.has(ICMP_CODE) ? readOctet(context, slots, line, ICMP_CODE) : 0
    if (code < 0) return BAD
    draft.port = (type << 8) | code
    return RECORD
  }
  if (slots.has(PORT)) {
    const port = context.port(
      'port',
      slots.bytesOf(PORT, line),
      slots.start[PORT] as number,
      slots.end[PORT] as number,
    )
    if (port < 0) return BAD
    draft.port = icmp || isPortProtocol(draft.protocol) ? port : 0
    return RECORD
  }
  if (isPortProtocol(draft.protocol)) return problem.missing('port', EXPECTED.port)
  if (icmp) return problem.missing('icmpType', 'the ICMP type in it, or type * 256 + code in `port`')
  return RECORD
}

const readOctet = (context: Context, slots: Slots, line: Uint8Array, role: number): number =>
  context.octet(
    OWN_FIELDS[role] ?? '',
    slots.bytesOf(role, line),
    slots.start[role] as number,
    slots.end[role] as number,
  )

function readCount(context: Context, slots: Slots, line: Uint8Array, role: number, absent: number): number {
  if (!slots.has(role)) return absent
  const start = slots.start[role] as number
  const name = OWN_FIELDS[role] ?? ''
  return context.count(name, slots.bytesOf(role, line), start, slots.end[role] as number)
}

const timeAt = (slots: Slots, line: Uint8Array, role: number): number => {
  const bytes = slots.bytesOf(role, line)
  const start = slots.start[role] as number
  const end = slots.end[role] as number
  const epoch = epochAt(bytes, start, end)
  return epoch < 0 && slots.kind[role] === STRING ? isoAt(bytes, start, end) : epoch
}

function readTimes(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft, problem } = context
  const told = (role: number, expected: string): Outcome =>
    problem.field(
      OWN_FIELDS[role] ?? '',
      slots.bytesOf(role, line),
      slots.start[role] as number,
      slots.end[role] as number,
      expected,
    )
  const first = timeAt(slots, line, FIRST_SEEN)
  if (first < 0 || first > LAST_TIME) return told(FIRST_SEEN, TIME_EXPECTED)
  const last = slots.has(LAST_SEEN) ? timeAt(slots, line, LAST_SEEN) : first
  if (last < 0 || last > LAST_TIME) return told(LAST_SEEN, TIME_EXPECTED)
  if (last < first) return told(LAST_SEEN, 'a time not before `firstSeen`')
  draft.firstSeen = first
  draft.lastSeen = last
  const start = slots.start[FIRST_SEEN] as number
  return context.times('firstSeen', slots.bytesOf(FIRST_SEEN, line), start, slots.end[FIRST_SEEN] as number)
}

function readVerdict(context: Context, slots: Slots, line: Uint8Array): Outcome {
  if (!slots.has(VERDICT)) return RECORD
  const start = slots.start[VERDICT] as number
  return context.verdict('verdict', slots.bytesOf(VERDICT, line), start, slots.end[VERDICT] as number)
}

function readNames(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft, problem } = context
  for (const role of [SOURCE_NAME, DESTINATION_NAME, APP_ID, USER, PROCESS]) {
    const kind = slots.kind[role] as number
    if (kind > STRING && kind !== NULL && kind !== NUMBER)
      return problem.say(`\`${OWN_FIELDS[role]}\` is not a text`)
  }
  draft.sourceName = nameOf(context, slots, line, SOURCE_NAME)
  draft.destinationName = nameOf(context, slots, line, DESTINATION_NAME)
  draft.appId = nameOf(context, slots, line, APP_ID)
  draft.user = nameOf(context, slots, line, USER)
  draft.process = nameOf(context, slots, line, PROCESS)
  return RECORD
}

const nameOf = (context: Context, slots: Slots, line: Uint8Array, role: number): number =>
  slots.has(role)
    ? context.names.numberOf(
        slots.bytesOf(role, line),
        slots.start[role] as number,
        slots.end[role] as number,
      )
    : 0
