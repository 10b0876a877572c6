/** Subjects of the bus between Manager and DFEs. One place, so that remote hosts and simulated ones cannot drift apart. */
export const subjects = {
  /** Manager -> all DFEs: `WantedState`. Also kept as key-value `wanted` for those who come later. */
  wanted: 'fleet.wanted',
  /** DFE -> Manager, request: `SpanRequest` -> `SpanReply`. */
  span: 'fleet.span',
  /** DFE -> Manager: `RealizationReport`. */
  realization: 'fleet.realization',
  /** DFE -> Manager: `Heartbeat`. */
  heartbeat: 'fleet.heartbeat',
  /** DFE -> Manager, durable: `FlowReport`. */
  flows: 'fleet.flows',
  /** Manager -> one DFE, request: `TestRequest` -> `TestReply`. */
  test: (host: string) => `fleet.host.${host}.test`,
  /** Manager -> one DFE, request: `RulesRequest` -> `RulesReply`. */
  rules: (host: string) => `fleet.host.${host}.rules`,
  /** Simulated fleet -> Manager, request: nothing -> `{ version, inventory }`, for the workloads' traffic. */
  inventory: 'fleet.inventory',
  /** Between the workers of the simulated fleet, request: packets that leave one worker's hosts for another's. */
  wire: (shard: number) => `fleet.wire.${shard}`,
  /** Manager -> Managers: `LiveEvent`, for the consoles of every replica. */
  live: 'live.event',
  /** Manager -> Managers: whose event streams must end, because the sign-in behind them has ended. */
  endStreams: 'live.end-streams',
} as const

export const keys = {
  /** `WantedState` */
  wanted: 'fleet.wanted',
  /** `SimulatedFleet` */
  simulated: 'fleet.simulated',
} as const

/** A DFE says so often that it lives; a host that missed three is not online. */
export const HEARTBEAT_MS = 2_000
