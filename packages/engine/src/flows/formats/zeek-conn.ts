import type { Context } from '../context.ts'
import { ALLOWED } from '../draft.ts'
import { BAD, EXPECTED, type Outcome, RECORD } from '../outcome.ts'
import { ICMP, ICMPV6, isPortProtocol, protocolNumberOf, requestTypeOf, TCP, UDP } from '../protocols.ts'
import { secondsAt, unsignedAt } from '../scan/number.ts'
import { textAt } from '../scan/text.ts'
import { isoAt, LAST_TIME } from '../scan/time.ts'
import type { Slots } from '../slots.ts'
import { STRING } from '../slots.ts'

/** Fields of conn.log that a record is made of; their order is the order of roles. */
export const CONN_FIELDS = [
  'ts',
  'id.orig_h',
  'id.orig_p',
  'id.resp_h',
  'id.resp_p',
  'proto',
  'service',
  'duration',
  'orig_bytes',
  'resp_bytes',
  'conn_state',
  'history',
  'orig_pkts',
  'orig_ip_bytes',
  'resp_pkts',
  'resp_ip_bytes',
  'ip_proto',
] as const

const FIELD_NAMES: readonly string[] = CONN_FIELDS
const TS = 0
const ORIG_H = 1
const ORIG_P = 2
const RESP_H = 3
const RESP_P = 4
const PROTO = 5
const SERVICE = 6
const DURATION = 7
const ORIG_BYTES = 8
const RESP_BYTES = 9
const CONN_STATE = 10
const HISTORY = 11
const ORIG_PKTS = 12
const ORIG_IP_BYTES = 13
const RESP_PKTS = 14
const RESP_IP_BYTES = 15
const IP_PROTO = 16

/** Zeek's own field name maps and scope separators give these instead. */
const ALIASES: Readonly<Record<string, string>> = {
  src: 'id.orig_h',
  src_port: 'id.orig_p',
  dst: 'id.resp_h',
  dst_port: 'id.resp_p',
}

/** The role of a column or key, -1 for one that is not read. */
export const connRole = (name: string): number => {
  const scoped = /^id[^a-z]?(orig|resp)_(h|p)$/.exec(name)
  const wanted = scoped === null ? (ALIASES[name] ?? name) : `id.${scoped[1]}_${scoped[2]}`
  return FIELD_NAMES.indexOf(wanted)
}

/**
 * States in which both ends have answered each other, so that the network let the connection pass. Every other state may
 * be a closed port, a dead host or a lost packet as well as a firewall: Zeek saw no answer (S0), a refusal by somebody
 * (REJ) or a part (OTH, SH, ...), and none of these says that policy denied it.
 */
const ESTABLISHED: ReadonlySet<string> = new Set(['SF', 'S1', 'S2', 'S3', 'RSTO', 'RSTR'])

/**
 * Makes a record of the fields of one conn.log entry, TSV or JSON. Zeek's originator is the source, except where it saw
 * only the answer: a history that begins with the originator's SYN-ACK, or an ICMP reply. `local_orig` is not needed.
 */
export function readConn(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft, problem } = context
  for (const role of [TS, ORIG_H, RESP_H, PROTO]) {
    if (!slots.has(role)) return problem.missing(CONN_FIELDS[role] ?? '', REQUIRED[role] ?? 'a value')
  }
  const addresses =
    context.source(
      'id.orig_h',
      slots.bytesOf(ORIG_H, line),
      slots.start[ORIG_H] as number,
      slots.end[ORIG_H] as number,
    ) ||
    context.destination(
      'id.resp_h',
      slots.bytesOf(RESP_H, line),
      slots.start[RESP_H] as number,
      slots.end[RESP_H] as number,
    ) ||
    context.sameFamily() ||
    readProtocol(context, slots, line) ||
    readTimes(context, slots, line)
  if (addresses !== RECORD) return addresses
  const packets = sum(context, slots, line, ORIG_PKTS, RESP_PKTS)
  if (packets < 0) return BAD
  const ip = slots.has(ORIG_IP_BYTES) || slots.has(RESP_IP_BYTES)
  const bytes = sum(context, slots, line, ip ? ORIG_IP_BYTES : ORIG_BYTES, ip ? RESP_IP_BYTES : RESP_BYTES)
  if (bytes < 0) return BAD
  draft.packets = packets
  draft.bytes = bytes
  const state = textOf(slots, line, CONN_STATE)
  if (ESTABLISHED.has(state)) draft.verdict = ALLOWED
  draft.appId = appIdOf(context, slots, line)
  return readEnds(context, slots, line)
}

const REQUIRED: Readonly<Record<number, string>> = {
  [TS]: 'the time of the first packet',
  [ORIG_H]: EXPECTED.address,
  [RESP_H]: EXPECTED.address,
  [PROTO]: '`tcp`, `udp` or `icmp`',
}

const textOf = (slots: Slots, line: Uint8Array, role: number): string =>
  slots.has(role)
    ? textAt(slots.bytesOf(role, line), slots.start[role] as number, slots.end[role] as number)
    : ''

function readProtocol(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft, problem } = context
  const bytes = slots.bytesOf(PROTO, line)
  const start = slots.start[PROTO] as number
  const end = slots.end[PROTO] as number
  // The three that nearly every line has, without making a string.
  const first = bytes[start]
  if (end - start === 3 && first === 116) draft.protocol = TCP
  else if (end - start === 3 && first === 117) draft.protocol = UDP
  else if (end - start === 4 && first === 105 && bytes[start + 1] === 99) {
    draft.protocol = draft.sourceFamily === 6 ? ICMPV6 : ICMP
  } else {
    const named = protocolNumberOf(textAt(bytes, start, end))
    const number = named ?? numberOf(slots, line, IP_PROTO)
    if (number < 0 || number > 255) {
      return problem.field('proto', bytes, start, end, '`tcp`, `udp`, `icmp`, or a number in `ip_proto`')
    }
    draft.protocol = number
  }
  return RECORD
}

const numberOf = (slots: Slots, line: Uint8Array, role: number): number =>
  slots.has(role)
    ? unsignedAt(slots.bytesOf(role, line), slots.start[role] as number, slots.end[role] as number)
    : -1

function readTimes(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft, problem } = context
  const bytes = slots.bytesOf(TS, line)
  const start = slots.start[TS] as number
  const end = slots.end[TS] as number
  const seconds = secondsAt(bytes, start, end)
  const time = seconds < 0 && slots.kind[TS] === STRING ? isoAt(bytes, start, end) : seconds
  if (time < 0 || time > LAST_TIME) {
    return problem.field('ts', bytes, start, end, 'seconds since 1970 or an ISO 8601 time with zone')
  }
  draft.firstSeen = time
  draft.lastSeen = time
  if (slots.has(DURATION)) {
    const from = slots.start[DURATION] as number
    const to = slots.end[DURATION] as number
    const duration = durationAt(slots.bytesOf(DURATION, line), from, to)
    if (duration < 0) return problem.field('duration', slots.bytesOf(DURATION, line), from, to, 'seconds')
    draft.lastSeen = time + duration
  }
  return context.times('ts', bytes, start, end)
}

/** JSON writes very short durations as `9.5e-07`. */
const durationAt = (bytes: Uint8Array, start: number, end: number): number => {
  const plain = secondsAt(bytes, start, end)
  if (plain >= 0) return plain
  const text = textAt(bytes, start, end)
  return /^\d+(\.\d+)?e[+-]?\d+$/i.test(text) ? Math.floor(Number(text) * 1000) : -1
}

/** The two counts added, an absent one as 0; -1 with the problem told. */
function sum(context: Context, slots: Slots, line: Uint8Array, one: number, other: number): number {
  let total = 0
  for (const role of [one, other]) {
    if (!slots.has(role)) continue
    const bytes = slots.bytesOf(role, line)
    const value = context.count(
      CONN_FIELDS[role] ?? '',
      bytes,
      slots.start[role] as number,
      slots.end[role] as number,
    )
    if (value < 0) return -1
    total += value
  }
  return Math.min(total, Number.MAX_SAFE_INTEGER)
}

/** The first service that Zeek confirmed; one behind a `-` was given up. */
function appIdOf(context: Context, slots: Slots, line: Uint8Array): number {
  if (!slots.has(SERVICE) || slots.kind[SERVICE] !== STRING) return 0
  const bytes = slots.bytesOf(SERVICE, line)
  let start = slots.start[SERVICE] as number
  const end = slots.end[SERVICE] as number
  while (start < end) {
    let comma = start
    while (comma < end && bytes[comma] !== 44) comma += 1
    if (bytes[start] !== 45) return context.names.numberOf(bytes, start, comma)
    start = comma + 1
  }
  return 0
}

/** Ports, or ICMP type and code, which Zeek writes in their place. */
function readEnds(context: Context, slots: Slots, line: Uint8Array): Outcome {
  const { draft } = context
  const read = (role: number, octet: boolean): number => {
    if (!slots.has(role)) return 0
    const name = CONN_FIELDS[role] ?? ''
    const bytes = slots.bytesOf(role, line)
    const start = slots.start[role] as number
    const end = slots.end[role] as number
    return octet ? context.octet(name, bytes, start, end) : context.port(name, bytes, start, end)
  }
  const icmp = draft.protocol === ICMP || draft.protocol === ICMPV6
  const from = read(ORIG_P, icmp)
  if (from < 0) return BAD
  const to = read(RESP_P, icmp)
  if (to < 0) return BAD
  if (icmp) {
    // Of a message that has an answer, Zeek writes the answer's type where the code would be; its code is always 0.
    const request = requestTypeOf(draft.protocol, from)
    if (request !== null) draft.reverse()
    const paired =
      request === to || requestTypeOf(draft.protocol, to) === from || isDiscovery(draft.protocol, from, to)
    draft.port = ((request ?? from) << 8) | (paired ? 0 : to)
    draft.sourcePort = 0
    return RECORD
  }
  draft.sourcePort = isPortProtocol(draft.protocol) ? from : 0
  draft.port = isPortProtocol(draft.protocol) ? to : 0
  if (draft.protocol === TCP && answersFirst(slots, line)) draft.reverse()
  return RECORD
}

/** Router and neighbor discovery, solicitation and advertisement, in both IP versions. */
const isDiscovery = (protocol: number, type: number, other: number): boolean =>
  protocol === ICMPV6
    ? (type === 133 && other === 134) ||
      (type === 134 && other === 133) ||
      (type === 135 && other === 136) ||
      (type === 136 && other === 135)
    : (type === 9 && other === 10) || (type === 10 && other === 9)

/** `H` first: the side that Zeek took for the originator sent a SYN-ACK. After `^` Zeek has turned it already. */
const answersFirst = (slots: Slots, line: Uint8Array): boolean =>
  slots.has(HISTORY) && slots.bytesOf(HISTORY, line)[slots.start[HISTORY] as number] === 72
