import type { Evaluation, Packet, Point } from '@flowgate/engine'

/** What a datapath decided, and by which revision. */
export interface Decided {
  readonly evaluation: Evaluation
  readonly revision: number
}

/** An allowed connection as one of its ends remembers it. */
export interface TrackedConnection {
  readonly packet: Packet
  readonly point: Point
  readonly until: number
  /** Told when a new revision no longer allows it. */
  readonly onCut: (decided: Decided) => void
}

export interface TrackedConnections {
  track(connection: TrackedConnection): void
  /** Of those not over at `now`. */
  count(now: number): number
  /** Forgets and tells every connection that `decide` no longer allows. */
  reevaluate(now: number, decide: (connection: TrackedConnection) => Decided): void
}

/** Remembers at most `capacity` connections; the one tracked longest makes room. */
export const createTrackedConnections = (capacity: number): TrackedConnections => {
  const connections = new Set<TrackedConnection>()

  const forgetEnded = (now: number): void => {
    for (const connection of connections) if (connection.until <= now) connections.delete(connection)
  }

  return {
    track: (connection) => {
      connections.add(connection)
      if (connections.size <= capacity) return
      const [oldest] = connections
      if (oldest !== undefined) connections.delete(oldest)
    },
    count: (now) => {
      forgetEnded(now)
      return connections.size
    },
    reevaluate: (now, decide) => {
      forgetEnded(now)
      for (const connection of connections) {
        const decided = decide(connection)
        if (decided.evaluation.action === 'allow') continue
        connections.delete(connection)
        connection.onCut(decided)
      }
    },
  }
}
