import { compileSpan, type HostClassifier, type Packet, type Point } from '@flowgate/engine'
import { enforcedRules } from '../host/enforced-rules.ts'
import type { Clock } from '../time.ts'
import type { Datapath } from './datapath.ts'
import { createTrackedConnections, type Decided, type TrackedConnection } from './tracked-connections.ts'

/** A datapath in which the engine decides. Packets are put in by `open`. */
export interface SimulatedDatapath extends Datapath {
  /**
   * The first packet of a connection that lasts `lastsMs`: decided, counted, and tracked when allowed.
   * Null before the first span: nothing is enforced yet.
   */
  open(
    packet: Packet,
    point: Point,
    connection: { readonly lastsMs: number; readonly onCut: TrackedConnection['onCut'] },
  ): Decided | null
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
  capacity = 10_000,
}: {
  readonly clock: Clock
  /** Connections remembered at most. */
  readonly capacity?: number
}): SimulatedDatapath => {
  const connections = createTrackedConnections(capacity)
  const hits = new Map<string, number>()
  let enforced: Enforced | null = null
  let failure: string | null = null

  const decideBy = (
    { classifier, revision }: Enforced,
    packet: Packet,
    point: Point,
    now: number,
  ): Decided => ({
    evaluation: classifier.evaluateAt(packet, point, { now }),
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
      const next: Enforced = { classifier: compileSpan(span), revision: span.revision }
      const compileMs = performance.now() - began
      enforced = next
      const now = clock.now()
      connections.reevaluate(now, ({ packet, point }) => decideBy(next, packet, point, now))
      const rules = span.policies.reduce((sum, policy) => sum + policy.rules.length, 0)
      return { compileMs, rules, workloads: span.workloads.length }
    },
    open: (packet, point, { lastsMs, onCut }) => {
      if (enforced === null) return null
      const now = clock.now()
      const decided = decideBy(enforced, packet, point, now)
      const { rule, action } = decided.evaluation
      if (rule !== null) hits.set(rule, (hits.get(rule) ?? 0) + 1)
      if (action === 'allow') connections.track({ packet, point, until: now + lastsMs, onCut })
      return decided
    },
    evaluateAt: (packet, point, now) => enforced?.classifier.evaluateAt(packet, point, { now }) ?? null,
    rules: () =>
      enforced === null ? [] : enforcedRules(enforced.classifier.span, (rule) => hits.get(rule) ?? 0),
    connections: () => connections.count(clock.now()),
  }
}
