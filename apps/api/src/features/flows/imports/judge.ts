import {
  buildSnapshot,
  compileWorld,
  createPacketKey,
  type FlowgateDocument,
  type FlowRecord,
  type L4,
  PROTOCOL_NAME,
  packetKey,
} from '@flowgate/engine'
import type { Judgement } from '../flow-state.ts'

/** Any high port: policies that tell clients apart by source port are judged as for this one. */
const EPHEMERAL = 49_152

const l4Of = (protocol: number, port: number): L4 => {
  const name = PROTOCOL_NAME.get(protocol)
  if (name === undefined) return { protocol: 'ip', number: protocol }
  if (name === 'icmp' || name === 'icmpv6') return { protocol: name, type: port >> 8, code: port & 255 }
  return { protocol: name, sourcePort: EPHEMERAL, destinationPort: port }
}

const NOT_EVALUATED: ReadonlySet<string> = new Set(['not-protected', 'excluded', 'idle'])

type Judged = Pick<
  FlowRecord,
  'source' | 'destination' | 'protocol' | 'port' | 'firstSeen' | 'appId' | 'user' | 'process'
>

/**
 * Says what a policy set decides about recorded connections, both ends as in DESIGN section 3. Equal connections are decided
 * once where no rule hangs on the time of day.
 * @throws InvalidDocumentError
 */
export const createJudge = (document: FlowgateDocument): ((record: Judged) => Judgement) => {
  const classifier = compileWorld(buildSnapshot(document))
  const timed = document.policies.some((policy) => policy.rules.some((rule) => rule.schedule !== null))
  const known = new Map<string, Judgement>()
  const key = createPacketKey()

  const judge = (record: Judged): Judgement => {
    const { source, destination, protocol, port, firstSeen } = record
    packetKey({ source, destination, l4: l4Of(protocol, port) }, key)
    // Null is a condition that does not hold; what the observer did not tell is unknown and stays out.
    key.context = {
      ...(record.appId === null ? {} : { appId: record.appId }),
      ...(record.user === null ? {} : { user: record.user }),
      ...(record.process === null ? {} : { process: record.process }),
    }
    const out = classifier.describe(classifier.decide(key, 'source', firstSeen))
    if (out.action !== 'allow') return out
    const into = classifier.describe(classifier.decide(key, 'destination', firstSeen))
    if (into.action !== 'allow') return into
    return NOT_EVALUATED.has(into.why) && !NOT_EVALUATED.has(out.why) ? out : into
  }

  return (record) => {
    const name = [
      record.source,
      record.destination,
      record.protocol,
      record.port,
      record.appId,
      record.user,
      record.process,
      timed ? record.firstSeen : '',
    ].join(' ')
    let judgement = known.get(name)
    if (judgement === undefined) {
      const { action, why, policy, rule } = judge(record)
      judgement = { action, why, policy, rule }
      known.set(name, judgement)
    }
    return judgement
  }
}
