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
  /** Manager -> one DFE, request: `SimulateRequest` -> `SimulateReply`. Simulated hosts only. */
  simulate: (host: string) => `fleet.host.${host}.simulate`,
  /** Manager -> Managers: `LiveEvent`, for the consoles of every replica. */
  live: 'live.event',
} as const

export const keys = { wanted: 'fleet.wanted' } as const
