import type { Context } from '../context.ts'
import { ALLOWED, DENIED, NO_VERDICT } from '../draft.ts'
import { type Hint, Orientation } from '../initiator.ts'
import { BAD, EXPECTED, type LineReader, type Outcome, RECORD, SKIPPED } from '../outcome.ts'
import { ICMP, ICMPV6, requestTypeOf, SCTP, TCP, UDP } from '../protocols.ts'
import { asciiBytes, bytesAre, utf8Bytes } from '../scan/text.ts'
import { isoAt } from '../scan/time.ts'
import { FALSE, Slots, STRING, TRUE } from '../slots.ts'
import * as field from './hubble-walk.ts'
import { NO_OBJECT } from './object-slots.ts'

const NUMBERS: Readonly<Record<field.HubbleProtocol, number>> = {
  TCP,
  UDP,
  SCTP,
  ICMPv4: ICMP,
  ICMPv6: ICMPV6,
}

/** An audited packet passed, although policy would have stopped it; a redirected one went on to a proxy. */
const VERDICTS: ReadonlyMap<string, number> = new Map([
  ['FORWARDED', ALLOWED],
  ['REDIRECTED', ALLOWED],
  ['AUDIT', ALLOWED],
  ['DROPPED', DENIED],
  ['ERROR', NO_VERDICT],
  ['TRACED', NO_VERDICT],
  ['TRANSLATED', NO_VERDICT],
  ['VERDICT_UNKNOWN', NO_VERDICT],
  ['', NO_VERDICT],
])

const FORWARDED = asciiBytes('FORWARDED')

/** Labels that name what a pod runs, the surest first. */
const APP_LABELS = ['k8s:app.kubernetes.io/name=', 'k8s:app=', 'k8s:k8s-app=']
const NAMELESS = new Set(['reserved:world', 'reserved:world-ipv4', 'reserved:world-ipv6', 'reserved:unknown'])

/**
 * Hubble's flow export, each line `{"flow": {...}}` or a bare flow; other events are skipped.
 *
 * `is_reply` (or the older `reply`) turns an answer round; `traffic_direction` is never asked, since it is told from the
 * observing endpoint's side. Where a drop event knows neither, TCP flags and then `Orientation` decide. Each event is one
 * packet, so that only a SYN counts as a session of TCP and an L7 event as none; Hubble tells no bytes.
 */
export class HubbleReader implements LineReader {
  readonly #context: Context
  readonly #slots = new Slots(field.ROLES)
  readonly #walk = new field.HubbleWalk(this.#slots)
  readonly #orientation = new Orientation()
  readonly #encoded = new Map<string, Uint8Array>()

  constructor(context: Context) {
    this.#context = context
  }

  read(bytes: Uint8Array, start: number, end: number): Outcome {
    const { draft, problem } = this.#context
    const walk = this.#walk
    if (!walk.walk(bytes, start, end)) return problem.say(NO_OBJECT)
    if (!walk.isFlow) {
      return walk.isOther ? SKIPPED : problem.say('the object is no Hubble event, expected a `flow` in it')
    }
    // Frames without IP, such as ARP, are events too.
    if (!this.#slots.has(field.SOURCE) || !this.#slots.has(field.DESTINATION)) return SKIPPED
    const outcome =
      this.#readAddresses(bytes) ||
      this.#readProtocol(bytes) ||
      this.#readTime(bytes) ||
      this.#readVerdict(bytes)
    if (outcome !== RECORD) return outcome
    draft.packets = 1
    draft.sourceName = this.#nameOf(
      bytes,
      field.SOURCE_POD,
      field.SOURCE_WORKLOAD,
      field.SOURCE_LABELS,
      field.SOURCE_DNS,
    )
    draft.destinationName = this.#nameOf(
      bytes,
      field.DESTINATION_POD,
      field.DESTINATION_WORKLOAD,
      field.DESTINATION_LABELS,
      field.DESTINATION_DNS,
    )
    if (walk.app !== null) draft.appId = this.#number(walk.app)
    this.#orient()
    return RECORD
  }

  #readAddresses(bytes: Uint8Array): Outcome {
    const context = this.#context
    return (
      context.source(
        'IP.source',
        this.#slots.bytesOf(field.SOURCE, bytes),
        this.#start(field.SOURCE),
        this.#end(field.SOURCE),
      ) ||
      context.destination(
        'IP.destination',
        this.#slots.bytesOf(field.DESTINATION, bytes),
        this.#start(field.DESTINATION),
        this.#end(field.DESTINATION),
      ) ||
      context.sameFamily()
    )
  }

  #readProtocol(bytes: Uint8Array): Outcome {
    const context = this.#context
    const { draft, problem } = context
    const { protocol } = this.#walk
    if (protocol === null) return problem.missing('l4', '`TCP`, `UDP`, `SCTP`, `ICMPv4` or `ICMPv6` in it')
    draft.protocol = NUMBERS[protocol]
    if (draft.protocol === ICMP || draft.protocol === ICMPV6) {
      // A field that is 0 is left out of the export.
      const type = this.#octet(bytes, field.ICMP_TYPE, `l4.${protocol}.type`)
      const code = type < 0 ? -1 : this.#octet(bytes, field.ICMP_CODE, `l4.${protocol}.code`)
      if (code < 0) return BAD
      draft.port = (type << 8) | code
      return RECORD
    }
    if (!this.#slots.has(field.DESTINATION_PORT)) {
      return problem.missing(`l4.${protocol}.destination_port`, EXPECTED.port)
    }
    const to = context.port(
      `l4.${protocol}.destination_port`,
      this.#slots.bytesOf(field.DESTINATION_PORT, bytes),
      this.#start(field.DESTINATION_PORT),
      this.#end(field.DESTINATION_PORT),
    )
    const from =
      to < 0 || !this.#slots.has(field.SOURCE_PORT)
        ? Math.min(to, 0)
        : context.port(
            `l4.${protocol}.source_port`,
            this.#slots.bytesOf(field.SOURCE_PORT, bytes),
            this.#start(field.SOURCE_PORT),
            this.#end(field.SOURCE_PORT),
          )
    if (from < 0) return BAD
    draft.port = to
    draft.sourcePort = from
    return RECORD
  }

  #octet(bytes: Uint8Array, role: number, name: string): number {
    return this.#slots.has(role)
      ? this.#context.octet(name, this.#slots.bytesOf(role, bytes), this.#start(role), this.#end(role))
      : 0
  }

  #readTime(bytes: Uint8Array): Outcome {
    const { draft, problem } = this.#context
    const role = this.#slots.has(field.TIME) ? field.TIME : field.OUTER_TIME
    if (!this.#slots.has(role)) return problem.missing('time', 'an RFC 3339 time')
    const from = this.#slots.bytesOf(role, bytes)
    const start = this.#start(role)
    const end = this.#end(role)
    const time = isoAt(from, start, end)
    if (time < 0) return problem.field('time', from, start, end, 'an RFC 3339 time')
    draft.firstSeen = time
    draft.lastSeen = time
    return this.#context.times('time', from, start, end)
  }

  #readVerdict(bytes: Uint8Array): Outcome {
    const given = this.#slots.bytesOf(field.VERDICT, bytes)
    // What nearly every line says, without making a string.
    if (
      this.#slots.has(field.VERDICT) &&
      bytesAre(given, this.#start(field.VERDICT), this.#end(field.VERDICT), FORWARDED)
    ) {
      this.#context.draft.verdict = ALLOWED
      return RECORD
    }
    const verdict = VERDICTS.get(this.#walk.text(field.VERDICT))
    if (verdict === undefined) {
      return this.#context.problem.field(
        'verdict',
        this.#slots.bytesOf(field.VERDICT, bytes),
        this.#start(field.VERDICT),
        this.#end(field.VERDICT),
        '`FORWARDED`, `DROPPED`, `AUDIT`, `REDIRECTED`, `ERROR`, `TRACED` or `TRANSLATED`',
      )
    }
    this.#context.draft.verdict = verdict
    return RECORD
  }

  #orient(): void {
    const { draft } = this.#context
    const { kind } = this.#slots
    const syn = kind[field.SYN] === TRUE
    const ack = kind[field.ACK] === TRUE
    const l7 = this.#walk.text(field.L7_TYPE)
    if (draft.protocol === ICMP || draft.protocol === ICMPV6) {
      // Without ports, the type alone tells request from answer.
      const request = requestTypeOf(draft.protocol, draft.port >> 8)
      const { port } = draft
      const reply = request !== null || (kind[field.IS_REPLY] === TRUE && !isError(draft.protocol, port >> 8))
      if (reply) draft.reverse()
      draft.sourcePort = 0
      draft.port = request === null ? port : request << 8
      draft.sessions = reply ? 0 : 1
      return
    }
    let hint: Hint = 'unknown'
    if (kind[field.IS_REPLY] === TRUE || kind[field.REPLY] === TRUE || l7 === 'RESPONSE') hint = 'responder'
    else if (kind[field.IS_REPLY] === FALSE || l7 === 'REQUEST') hint = 'initiator'
    else if (syn) hint = ack ? 'responder' : 'initiator'
    const reply = this.#orientation.apply(draft, hint)
    const opens = draft.protocol !== TCP || (syn && !ack)
    draft.sessions = !reply && opens && l7 === '' ? 1 : 0
  }

  /** Pod, else workload, DNS name, application label, or reserved identity such as `kube-apiserver`. */
  #nameOf(bytes: Uint8Array, pod: number, workload: number, labels: number, dns: number): number {
    const slots = this.#slots
    if (slots.has(pod) && slots.kind[pod] === STRING) {
      return this.#context.names.numberOf(slots.bytesOf(pod, bytes), this.#start(pod), this.#end(pod))
    }
    const walk = this.#walk
    const direct = walk.firstName(workload) ?? walk.texts(dns)[0]
    if (direct !== undefined && direct !== '') return this.#number(direct)
    const list = walk.texts(labels)
    for (const prefix of APP_LABELS) {
      const label = list.find((each) => each.startsWith(prefix))
      if (label !== undefined) return this.#number(label.slice(prefix.length))
    }
    const reserved = list.find((each) => each.startsWith('reserved:') && !NAMELESS.has(each))
    return reserved === undefined ? 0 : this.#number(reserved.slice('reserved:'.length))
  }

  #number(name: string): number {
    const known = this.#encoded.get(name)
    const bytes = known ?? utf8Bytes(name)
    if (known === undefined && this.#encoded.size < 65_536) this.#encoded.set(name, bytes)
    return this.#context.names.numberOf(bytes, 0, bytes.length)
  }

  #start(role: number): number {
    return this.#slots.start[role] as number
  }

  #end(role: number): number {
    return this.#slots.end[role] as number
  }
}

/** Destination unreachable and its kin: they are about a connection, whoever sends them. */
const isError = (protocol: number, type: number): boolean =>
  protocol === ICMPV6 ? type < 128 : type === 3 || type === 4 || type === 5 || type === 11 || type === 12
