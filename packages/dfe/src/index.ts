export { createInProcessBus, type InProcessBusOptions } from './bus/in-process-bus.ts'
export { createPortBus, type PortBusOptions } from './bus/port-bus.ts'
export { servePort } from './bus/port-hub.ts'
export type { Datapath, Installed } from './datapath/datapath.ts'
export type { Decided } from './datapath/decided.ts'
export { createSimulatedDatapath, type SimulatedDatapath } from './datapath/simulated-datapath.ts'
export { createDfe, type Dfe, type DfeOptions } from './host/dfe.ts'
export { type EnforcedRule, enforcedRules } from './host/enforced-rules.ts'
export { decodeSpan, encodeSpan } from './host/span-bytes.ts'
export type { SpanStore } from './host/span-store.ts'
export { createPack, type Pack, type PackOptions } from './simulated/pack.ts'
export {
  createSimulatedHost,
  type SimulatedHost,
  type SimulatedHostOptions,
  type SimulatedState,
} from './simulated/simulated-host.ts'
export type { Attempt, Traffic, TrafficEnd, TrafficFactory } from './simulated/traffic.ts'
export { type Clock, type Scheduler, systemClock, systemScheduler } from './time.ts'
