import type { DeadRegion } from './shadow.ts'
import type { Cover } from './smallest-cover.ts'

/** What a finding may be. A closed list: add to it here and nowhere else. */
export type LintCode =
  | 'rule-shadowed' // never first to match: earlier rules decide about everything it could match
  | 'rule-partly-shadowed' // earlier rules decide about part of what it matches
  | 'rule-contradicted' // what shadows it, or part of it, does the opposite
  | 'rule-without-source' // its sources hold no address now
  | 'rule-without-destination'
  | 'rule-without-service' // its services have no entries
  | 'rule-applied-nowhere' // no protected vNIC is in its applied-to
  | 'rule-meets-nothing' // no protected vNIC is at an end that its direction and IP version leave
  | 'rule-redundant' // without it every packet fares the same
  | 'rule-mergeable' // differs from an earlier rule in one field only, and nothing between them minds
  | 'rule-allows-everything' // any source, destination and service, no condition
  | 'rule-over-wide' // allows with two of source, destination and service open
  | 'rule-partly-applied' // its applied-to leaves out vNICs that it names at an end
  | 'group-empty'
  | 'group-unused'
  | 'group-everything' // holds every address of an IP version, or every workload
  | 'groups-equal' // the same members as another group
  | 'groups-overlap' // shares part of its members with another group, neither holding the other
  | 'service-empty'
  | 'service-unused'
  | 'context-profile-unused'

export interface ObjectRef {
  readonly kind: 'rule' | 'policy' | 'group' | 'service' | 'context-profile'
  readonly id: string
}

/** Something a valid policy set most likely does not want. Never an error: it means what it says. */
export interface LintFinding {
  readonly code: LintCode
  readonly severity: 'warning' | 'info'
  readonly object: ObjectRef
  /** The rule's policy; null for all other objects. */
  readonly policy: string | null
  /** Lower case, no full stop, names in backticks. */
  readonly message: string
  readonly help: string
  /** What it hangs on: the rules that shadow a rule, say. */
  readonly related: readonly ObjectRef[]
  /** Why the object can be deleted and nothing changes; left out where it cannot. */
  readonly deletable?: DeletionProof
  /** Rules that are shadowed, in part or whole: what earlier rules decide. Computed when read. */
  readonly shadow?: ShadowFinding
}

export interface DeletionProof {
  /**
   * `meets-nothing`: no packet can match. `covered`: the rules in `by` decide before it about everything it could match.
   * `same-without`: what it decides, the rules in `by` or the default rule decide alike.
   */
  readonly kind: 'meets-nothing' | 'covered' | 'same-without'
  readonly by: readonly ObjectRef[]
  /** How few `by` are; null where the kind says nothing about it. See `Cover`. */
  readonly fewest: Cover['proof'] | null
}

export interface ShadowFinding {
  readonly whole: boolean
  /** Earlier rules that between them hold everything that is dead. */
  readonly cover: readonly ObjectRef[]
  readonly fewest: Cover['proof']
  /** One that decides part of it with another action. */
  readonly opposing: ObjectRef | null
  /** The dead slice: regions that do not overlap at one end. */
  readonly regions: readonly (Omit<DeadRegion, 'by'> & { readonly by: ObjectRef })[]
}
