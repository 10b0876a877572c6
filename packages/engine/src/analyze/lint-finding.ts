/** What a finding may be. A closed list: add to it here and nowhere else. */
export type LintCode =
  | 'rule-shadowed' // never first to match: earlier rules decide about everything it could match
  | 'rule-without-source' // its sources hold no address now
  | 'rule-without-destination'
  | 'rule-without-service' // its services have no entries
  | 'rule-applied-nowhere' // no protected vNIC is in its applied-to
  | 'rule-meets-nothing' // no protected vNIC is at an end that its direction and IP version leave
  | 'rule-redundant' // without it every packet fares the same
  | 'rule-allows-everything' // any source, destination and service, no condition
  | 'group-empty'
  | 'group-unused'
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
}
