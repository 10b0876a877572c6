export { createInProcessBus, type InProcessBusOptions } from './bus/in-process-bus.ts'
export { createPortBus } from './bus/port-bus.ts'
export { servePort } from './bus/port-hub.ts'
export { type Clock, type Scheduler, systemClock, systemScheduler } from './time.ts'
