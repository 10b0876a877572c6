import {
  type Bus,
  type FlowReport,
  flowReport,
  type Heartbeat,
  heartbeat,
  keys,
  type RealizationReport,
  realizationReport,
  type SpanReply,
  type Subscription,
  spanRequest,
  subjects,
  type WantedState,
} from '@flowgate/shared'
import { encodeSpan } from '../../src/index.ts'
import { spanOf } from './estate.ts'

/** The Manager's side of the bus, for tests: serves spans of the test estate and remembers what hosts say. */
export interface TestManager {
  readonly reports: RealizationReport[]
  readonly heartbeats: Heartbeat[]
  readonly flows: FlowReport[]
  readonly spanRequests: () => number
  want(state: WantedState): void
  /** Gone: serves and takes nothing, until `returnTo`. */
  leave(): void
  returnTo(): void
  /** While set, spans cannot be had. */
  breakSpans(broken: boolean): void
}

export const createTestManager = (bus: Bus): TestManager => {
  const reports: RealizationReport[] = []
  const heartbeats: Heartbeat[] = []
  const flows: FlowReport[] = []
  let wanted: WantedState | null = null
  let broken = false
  let requests = 0
  let subscriptions: Subscription[] = []

  const span = (payload: unknown): SpanReply => {
    requests += 1
    const { host } = spanRequest.parse(payload)
    if (broken || wanted === null) throw new Error('no span to be had')
    return { wanted, span: encodeSpan(spanOf(host, wanted.revision, wanted.inventoryVersion)) }
  }

  const returnTo = (): void => {
    subscriptions = [
      bus.serve(subjects.span, span),
      bus.subscribe(subjects.realization, (payload) => reports.push(realizationReport.parse(payload))),
      bus.subscribe(subjects.heartbeat, (payload) => heartbeats.push(heartbeat.parse(payload))),
      bus.consume(subjects.flows, async (payload) => void flows.push(flowReport.parse(payload))),
    ]
    if (wanted !== null) bus.put(keys.wanted, wanted)
  }
  returnTo()

  return {
    reports,
    heartbeats,
    flows,
    spanRequests: () => requests,
    want: (state) => {
      wanted = state
      bus.put(keys.wanted, state)
    },
    leave: () => {
      for (const each of subscriptions) each.close()
    },
    returnTo,
    breakSpans: (value) => {
      broken = value
    },
  }
}
