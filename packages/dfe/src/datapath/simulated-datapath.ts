import {
  compileSpan,
  createPacketKey,
  type HostClassifier,
  type Packet,
  type PacketKey,
  type Point,
  packetKey,
} from '@flowgate/engine'
import { enforcedRules } from '../host/enforced-rules.ts'
import type { Clock } from '../time.ts'
import type { Datapath } from './datapath.ts'
import type { Decided } from './decided.ts'
import { createSimulatedConnections, type OnCut } from './simulated-connections.ts'

/** A datapath in which the engine decides. Packets are put in by `open`. */
export interface SimulatedDatapath extends Datapath {
  /** The first packet of a connection: decided, counted, and tracked when allowed. Null before the first span. */
  open(packet: Packet, point: Point, onCut: OnCut): Decided | null
  /** While set, installing a span fails with this message. */
  failWith(message: string | null): void
}

/** A span in force. */
interface Enforced {
  readonly classifier: HostClassifier
  readonly revision: number
}

export const createSimulatedDatapath = ({
  clock,
  capacity = 2_048,
}: {
  readonly clock: Clock
  /** Connections tracked at most at either end. */
  readonly capacity?: number
}): SimulatedDatapath => {
  const connections = createSimulatedConnections(capacity)
  const hits = new Map<string, number>()
  const key = createPacketKey()
  let enforced: Enforced | null = null
  let failure: string | null = null

  const decideBy = ({ classifier, revision }: Enforced, about: PacketKey, point: Point): Decided => ({
    ...classifier.describe(classifier.decide(about, point, clock.now())),
    revision,
  })

  return {
    kind: 'simulated',
    failWith: (message) => {
      failure = message
    },
    install: (span) => {
      if (failure !== null) throw new Error(failure)
      if (span.revision === null)
        throw new Error('a span without revision is for questions only, never installed')
      const began = performance.now()
      const next: Enforced = { classifier: compileSpan(span, enforced?.classifier), revision: span.revision }
      const compileMs = performance.now() - began
      enforced = next
      connections.reevaluate((about, point) => decideBy(next, about, point))
      const rules = span.policies.reduce((sum, policy) => sum + policy.rules.length, 0)
      return { compileMs, rules, workloads: span.workloads.length }
    },
    open: (packet, point, onCut) => {
      if (enforced === null) return null
      packetKey(packet, key)
      const now = clock.now()
      const known = connections.find(packet, key, point, now)
      if (known !== null) return known
      const decided = decideBy(enforced, key, point)
      if (decided.rule !== null) hits.set(decided.rule, (hits.get(decided.rule) ?? 0) + 1)
      if (decided.action === 'allow' && decided.stateful)
        connections.admit(packet, key, point, now, decided, onCut)
      return decided
    },
    evaluateAt: (packet, point, now) => enforced?.classifier.evaluateAt(packet, point, { now }) ?? null,
    rules: () =>
      enforced === null ? [] : enforcedRules(enforced.classifier.span, (rule) => hits.get(rule) ?? 0),
    connections: () => connections.count(clock.now()),
  }
}
