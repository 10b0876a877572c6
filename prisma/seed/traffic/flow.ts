import type { Evaluation, FlowRecord, L4, Packet, Verdict } from '@flowgate/engine'
import { hashText } from '../random.ts'
import type { LinkEnd } from './links.ts'
import { ICMP, ICMPV6, TCP, UDP } from './pattern.ts'

/** A flow record of the demo estate: it also knows which workloads its addresses belonged to. */
export interface SeedFlow extends FlowRecord {
  readonly sourceWorkload: string | null
  readonly destinationWorkload: string | null
}

/** The part of a verdict that is stored with a flow. */
export type FlowDecision = Pick<Evaluation, 'why' | 'category' | 'policy' | 'rule'> & {
  readonly action: Verdict['action']
  readonly decidedAt: Verdict['decidedAt']
}

export interface DecidedFlow extends SeedFlow {
  readonly verdict: 'allowed' | 'denied'
  readonly decision: FlowDecision
}

/** The engine's answer to a connection's first packet at a time in milliseconds since the epoch. */
export type Decide = (packet: Packet, at: number) => Verdict

const EPHEMERAL = 49_152
/** What is left of a session whose SYN is dropped: the first try and its retries, 60 bytes each. */
const DROPPED_TRIES = 3
const TRY_BYTES = 60

/** A flow that nobody has decided yet: its observer gives no verdict, application, user or process. */
export const makeFlow = (
  source: LinkEnd,
  destination: LinkEnd,
  rest: Pick<FlowRecord, 'protocol' | 'port' | 'sessions' | 'bytes' | 'packets' | 'firstSeen' | 'lastSeen'>,
): SeedFlow => ({
  source: source.address,
  destination: destination.address,
  sourceName: source.name,
  destinationName: destination.name,
  sourceWorkload: source.workload,
  destinationWorkload: destination.workload,
  verdict: null,
  appId: null,
  user: null,
  process: null,
  ...rest,
})

const l4Of = (protocol: number, port: number, sourcePort: number): L4 => {
  if (protocol === TCP) return { protocol: 'tcp', sourcePort, destinationPort: port }
  if (protocol === UDP) return { protocol: 'udp', sourcePort, destinationPort: port }
  if (protocol === ICMP) return { protocol: 'icmp', type: port >> 8, code: port & 255 }
  if (protocol === ICMPV6) return { protocol: 'icmpv6', type: port >> 8, code: port & 255 }
  return { protocol: 'ip', number: protocol }
}

/** The first packet of a flow's connections. `sourcePort` defaults to one that follows from the addresses. */
export const packetOf = (
  flow: Pick<FlowRecord, 'source' | 'destination' | 'protocol' | 'port'>,
  sourcePort = EPHEMERAL + (hashText(`${flow.source} ${flow.destination}`) % 16_384),
): Packet => ({
  source: flow.source,
  destination: flow.destination,
  l4: l4Of(flow.protocol, flow.port, sourcePort),
})

const decisionOf = (verdict: Verdict): FlowDecision => {
  const evaluation =
    verdict.evaluations.find((each) => each.point === verdict.decidedAt) ?? verdict.evaluations.at(-1)
  return {
    action: verdict.action,
    decidedAt: verdict.decidedAt,
    why: evaluation?.why ?? 'not-protected',
    category: evaluation?.category ?? null,
    policy: evaluation?.policy ?? null,
    rule: evaluation?.rule ?? null,
  }
}

/**
 * Flows with what `decide` says about them, in their order; the same question is asked once. A denied flow keeps its
 * sessions but shrinks to the packets that were tried.
 */
export function* decideFlows(flows: Iterable<SeedFlow>, decide: Decide): Generator<DecidedFlow> {
  const known = new Map<string, FlowDecision>()
  for (const flow of flows) {
    const key = `${flow.source} ${flow.destination} ${flow.protocol} ${flow.port}`
    let decision = known.get(key)
    if (decision === undefined) {
      decision = decisionOf(decide(packetOf(flow), flow.lastSeen))
      known.set(key, decision)
    }
    if (decision.action === 'allow') yield { ...flow, verdict: 'allowed', decision }
    else {
      const tries = decision.action === 'drop' && flow.protocol === TCP ? DROPPED_TRIES : 1
      const packets = flow.sessions * tries
      yield { ...flow, verdict: 'denied', packets, bytes: packets * TRY_BYTES, decision }
    }
  }
}
