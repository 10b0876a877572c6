import type { Category, Direction, RuleAction } from './document.ts'

/** Why an evaluation ended as it did. A closed list: add to it here and nowhere else. */
export type Why =
  | 'rule' // a rule matched
  | 'default-rule' // nothing matched
  | 'established' // belongs to a tracked connection
  | 'related' // an ICMP error about a tracked connection
  | 'not-protected' // no protected vNIC bears the address at this end
  | 'excluded' // the workload is on the exclusion list
  | 'idle' // enforcement mode idle: nothing is evaluated
  | 'visibility' // evaluated, but the mode does not enforce
  | 'not-selected' // mode selective and the service is not among the enforced ones
  | 'tcp-strict' // a segment without a connection in a TCP-strict policy
  | 'unknown-condition' // hangs on a condition the observer could not tell

/** Why one rule did not match, the first field that failed in the order they are tried. */
export type Mismatch =
  | 'disabled'
  | 'outside-schedule'
  | 'direction'
  | 'ip-version'
  | 'applied-to'
  | 'source'
  | 'destination'
  | 'service'
  | 'context-profile'
  | 'process'
  | 'user'

/** One step of the trail, in the order of evaluation. */
export type TrailStep =
  | { readonly kind: 'category'; readonly category: Category }
  | {
      readonly kind: 'rule'
      readonly category: Category
      readonly policy: string
      readonly rule: string
      readonly result: 'matched' | 'not-matched' | 'unknown'
      readonly mismatch: Mismatch | null
    }
  | { readonly kind: 'jump'; readonly category: Category; readonly policy: string; readonly rule: string }
  | { readonly kind: 'default-rule'; readonly action: 'allow' | 'drop' }

/** The decision at one vNIC. */
export interface Evaluation {
  readonly point: 'source' | 'destination'
  readonly direction: Exclude<Direction, 'in-out'>
  /** null when no vNIC at this end is protected. */
  readonly workload: string | null
  readonly vnic: string | null
  readonly host: string | null
  /** What is enforced. */
  readonly action: Exclude<RuleAction, 'jump-to-application'>
  /** What the rules say, before the enforcement mode is applied. */
  readonly decided: Exclude<RuleAction, 'jump-to-application'>
  readonly why: Why
  readonly category: Category | null
  readonly policy: string | null
  readonly rule: string | null
  /** Conditions that would have to be known, empty unless `why` is `unknown-condition`. */
  readonly unknown: readonly ('app-id' | 'fqdn' | 'process' | 'user')[]
  readonly trail: readonly TrailStep[]
}

/** A connection's verdict: both evaluations, and the one that decided. Never a bare boolean. */
export interface Verdict {
  readonly action: Exclude<RuleAction, 'jump-to-application'>
  /** Which evaluation decided: the first that does not allow, otherwise the destination's where there is one. */
  readonly decidedAt: 'source' | 'destination'
  readonly evaluations: readonly Evaluation[]
}
