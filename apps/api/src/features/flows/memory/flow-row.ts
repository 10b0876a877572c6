import type { FlowItem, FlowState } from '@flowgate/shared'

export type FlowOrigin = FlowItem['origin']
export type FlowAction = NonNullable<FlowItem['action']>

/** One stored row: one conversation within one hour. Times in milliseconds since the epoch. */
export interface FlowRow {
  readonly id: number
  readonly hour: number
  readonly origin: FlowOrigin
  readonly importId: string | null
  readonly sourceAddress: string
  readonly destinationAddress: string
  /** Attribution when it was stored; rows without one are attributed when they are read. */
  readonly sourceWorkload: string | null
  readonly destinationWorkload: string | null
  readonly sourceName: string | null
  readonly destinationName: string | null
  readonly protocol: number
  /** Type * 256 + code of ICMP. */
  readonly port: number
  readonly state: FlowState
  readonly action: FlowAction | null
  readonly why: string | null
  readonly policyId: string | null
  readonly ruleId: string | null
  readonly revision: number | null
  readonly sessions: number
  readonly bytes: number
  readonly packets: number
  readonly firstSeen: number
  readonly lastSeen: number
  readonly appId: string | null
  readonly userName: string | null
  readonly process: string | null
}
/** What a row counts, and when. The rest of it is shared by the rows of a conversation that fared alike. */
export type FlowSums = Pick<
  FlowRow,
  'id' | 'hour' | 'sessions' | 'bytes' | 'packets' | 'firstSeen' | 'lastSeen'
>
export type FlowFacts = Omit<FlowRow, keyof FlowSums>
export type NewFlowRow = Omit<FlowRow, 'id'>

export const HOUR_MS = 3_600_000
