import type { FlowItem } from '@flowgate/shared'
import { DECIDERS } from '../memory/codes.ts'
import { HIDDEN } from '../memory/endpoint-view.ts'
import type { Selection } from './selection.ts'

export type DecidedBy = FlowItem['decidedBy']

/** True when the reader may see only one side of the row: then the rule’s name would tell of the other. */
export const hidesOneSide = ({ memory, view }: Selection, row: number): boolean =>
  view.visible !== null &&
  (view.kinds[memory.columns.source[row] ?? 0] === HIDDEN ||
    view.kinds[memory.columns.destination[row] ?? 0] === HIDDEN)

/** What decided a row, by the names of the policy published now; a rule that is gone keeps its id as name. */
export const decidedByOf = (selection: Selection, row: number): DecidedBy => {
  const { memory, naming } = selection
  const { columns, rules } = memory
  const revision = columns.revision[row] ?? -1
  const { policyId, ruleId } = rules[columns.rule[row] ?? 0] ?? { policyId: null, ruleId: null }
  const shown = ruleId !== null && !hidesOneSide(selection, row)
  const name = shown ? naming.rule(ruleId) : undefined
  return {
    kind: DECIDERS[columns.decider[row] ?? 0] ?? 'nothing',
    policyId: shown ? (name?.policyId ?? policyId) : null,
    policyName: shown ? (name?.policyName ?? policyId) : null,
    ruleId: shown ? ruleId : null,
    ruleName: shown ? (name?.ruleName ?? ruleId) : null,
    revision: revision < 0 ? null : revision,
  }
}
