import {
  type Evaluation,
  evaluate,
  type FlowgateDocument,
  type Packet,
  type Snapshot,
} from '../../src/index.ts'
import { HOST_ADDRESSES, PLACES } from './estate.ts'
import { type Probe, packetOf } from './probe.ts'
import { NOW } from './random-document.ts'

/*
 * What must happen to a connection, from `evaluate` and nothing else: every packet that an end has no state for is
 * evaluated there, an end that has let the connection in does not look again.
 */

/** Which ends of the connection have let it in; the names are of its first packet. */
export interface Ends {
  source: boolean
  destination: boolean
}
type End = keyof Ends

export type Fate = 'pass' | 'drop' | 'reject'

/** How often each counter must have counted. */
export interface Counts {
  readonly exact: Map<string, number>
  /** Counters that packets beyond our control (the rest of a TCP connection) may raise as well. */
  readonly loose: Set<string>
}

export const createCounts = (): Counts => ({ exact: new Map(), loose: new Set() })

export const counterKey = (host: string, direction: string, rule: string | null): string =>
  `${host} ${direction} ${rule ?? 'default rule'}`

export interface Model {
  /** One packet of the connection; `ends` is changed, `counts` raised. `stale`: ends that an older ruleset let in. */
  readonly step: (probe: Probe, way: Way, packet: Packet, ends: Ends, counts: Counts, stale?: Ends) => Fate
  /** What the sender sees: `connected`, `refused`, `prohibited` or `silent`. */
  readonly attempt: (probe: Probe, ends: Ends, counts: Counts, hold: boolean) => string
}

export type Way = 'there' | 'back'

const PASSED_BY = new Set(['not-protected', 'excluded', 'idle'])
const hostOf = (place: string) => PLACES.find(({ id }) => id === place)?.host ?? 'h1'

export function createModel(document: FlowgateDocument, snapshot: Snapshot): Model {
  const stateful = new Map(
    document.policies.flatMap((policy) => policy.rules.map(({ id }) => [id, policy.stateful] as const)),
  )
  const keyOf = ({ host, direction, rule }: Evaluation): string => counterKey(host ?? '', direction, rule)

  const look = (evaluation: Evaluation | undefined, end: End, ends: Ends, counts: Counts): Fate => {
    if (evaluation === undefined || PASSED_BY.has(evaluation.why)) return 'pass'
    const key = keyOf(evaluation)
    counts.exact.set(key, (counts.exact.get(key) ?? 0) + 1)
    if (evaluation.action !== 'allow') return evaluation.action
    if (evaluation.rule === null || stateful.get(evaluation.rule) === true) ends[end] = true
    return 'pass'
  }

  const evaluations = (packet: Packet) => evaluate(snapshot, packet, { now: NOW }).evaluations

  const step: Model['step'] = (probe, way, packet, ends, counts, stale) => {
    const first = evaluations(packetOf(probe, 'there'))
    const [atSender, atReceiver] = evaluations(packet)
    const order: readonly End[] = way === 'there' ? ['source', 'destination'] : ['destination', 'source']
    const host = { source: hostOf(probe.sender), destination: hostOf(probe.receiver) }
    for (const here of new Set(order.map((end) => host[end]))) {
      for (const end of ['source', 'destination'] as const) {
        if (stale?.[end] !== true || host[end] !== here) continue
        const fate = look(first[end === 'source' ? 0 : 1], end, ends, counts)
        if (fate !== 'pass') return answered(fate, here)
      }
      for (const end of order) {
        if (host[end] !== here || ends[end] || stale?.[end] === true) continue
        const fate = look(end === order[0] ? atSender : atReceiver, end, ends, counts)
        if (fate !== 'pass') return answered(fate, here)
      }
    }
    return 'pass'

    /** A refusal sent by another host than the sender's is looked at on its way to the sender. */
    function answered(fate: Fate, here: string): Fate {
      const back: End = way === 'there' ? 'source' : 'destination'
      if (fate !== 'reject' || host[back] === here || ends[back]) return fate
      const refusal = refusalOf(packet, here)
      return look(evaluations(refusal)[1], back, ends, counts) === 'pass' ? 'reject' : 'drop'
    }
  }

  const attempt: Model['attempt'] = (probe, ends, counts, hold) => {
    const there = step(probe, 'there', packetOf(probe, 'there'), ends, counts)
    if (there !== 'pass')
      return there === 'drop' ? 'silent' : probe.protocol === 'tcp' ? 'refused' : 'prohibited'
    const closed = probe.protocol === 'udp' && probe.toPort === 9999
    const answer = packetOf(probe, 'back', closed ? 'error' : 'syn-ack')
    const back = step(probe, 'back', answer, ends, counts)
    if (probe.protocol === 'tcp') {
      const rest = { ...ends }
      const beyond = createCounts()
      for (const kind of ['ack', 'rst'] as const) {
        if (kind === 'rst' && hold) continue
        for (const way of ['there', 'back'] as const)
          step(probe, way, packetOf(probe, way, kind), { ...ends }, beyond)
        step(probe, 'there', packetOf(probe, 'there', kind), rest, beyond)
      }
      for (const key of beyond.exact.keys()) counts.loose.add(key)
      if (back === 'pass') Object.assign(ends, rest)
    }
    return back !== 'pass' ? 'silent' : closed ? 'refused' : 'connected'
  }
  return { step, attempt }
}

/** What `reject` sends back. */
function refusalOf({ source, destination, l4 }: Packet, host: string): Packet {
  if (l4.protocol === 'tcp') {
    return {
      source: destination,
      destination: source,
      l4: { protocol: 'tcp', sourcePort: l4.destinationPort, destinationPort: l4.sourcePort },
      tcpFlags: { syn: false, ack: true, rst: true, fin: false },
    }
  }
  const six = source.includes(':')
  const from = HOST_ADDRESSES[host === 'h1' ? 'h1' : 'h2'][six ? 1 : 0]
  return {
    source: from,
    destination: source,
    l4: six ? { protocol: 'icmpv6', type: 1, code: 1 } : { protocol: 'icmp', type: 3, code: 13 },
  }
}
