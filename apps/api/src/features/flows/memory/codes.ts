import { FLOW_STATES, type FlowState } from '@flowgate/shared'
import type { FlowAction, FlowOrigin } from './flow-row.ts'

export const ACTIONS: readonly FlowAction[] = ['allow', 'drop', 'reject']
export const ORIGINS: readonly FlowOrigin[] = ['observed', 'imported', 'recorded']

/** In the state column: the row was taken away. */
export const GONE = 255

export const stateCode = (state: FlowState): number => FLOW_STATES.indexOf(state)
export const stateOf = (code: number): FlowState => FLOW_STATES[code] ?? 'unknown'

/** A total for each state. */
export const byState = (counts: ArrayLike<number>): Record<FlowState, number> => ({
  allowed: counts[0] ?? 0,
  denied: counts[1] ?? 0,
  unprotected: counts[2] ?? 0,
  unknown: counts[3] ?? 0,
})

/** What `decidedBy.kind` is, by code. */
export const DECIDERS = ['rule', 'default-rule', 'not-protected', 'observer', 'nothing'] as const
export type Decider = (typeof DECIDERS)[number]

/**
 * Who decided, from what is stored. `visibility` and `not-selected` without a rule mean that the default rule would have.
 */
export const deciderOf = (why: string | null, ruleId: string | null): Decider => {
  if (ruleId !== null) return 'rule'
  switch (why) {
    case 'default-rule':
    case 'visibility':
    case 'not-selected':
      return 'default-rule'
    case 'not-protected':
    case 'excluded':
    case 'idle':
      return 'not-protected'
    case 'observer':
      return 'observer'
    default:
      return 'nothing'
  }
}

const ICMP = 1
const ICMPV6 = 58
const PORTED: ReadonlySet<number> = new Set([6, 17, 132])

/** The port as people know it: that of TCP, UDP and SCTP, the type of ICMP, null where the protocol has none. */
export const shownPort = (protocol: number, port: number): number | null => {
  if (protocol === ICMP || protocol === ICMPV6) return port >> 8
  return PORTED.has(protocol) ? port : null
}
