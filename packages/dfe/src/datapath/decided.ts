import type { DecisionText } from '@flowgate/engine'

/** What a datapath decided about a connection's first packet at one of its ends, and by which revision. */
export interface Decided extends DecisionText {
  readonly revision: number
}
