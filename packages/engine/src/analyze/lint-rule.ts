import type { Snapshot } from '../compile/snapshot.ts'
import type { LintCode, LintFinding, ObjectRef } from './lint-finding.ts'

/** How findings about rules are worded and referred to. */
export interface RuleWords {
  /** The rule's name in backticks. */
  readonly name: (number: number) => string
  readonly ref: (number: number) => readonly ObjectRef[]
  readonly finding: (
    number: number,
    code: LintCode,
    severity: LintFinding['severity'],
    message: string,
    help: string,
    related?: readonly number[],
  ) => LintFinding
}

export function ruleWords({ document, rules }: Snapshot): RuleWords {
  const names = new Map(
    document.policies.flatMap((policy) => policy.rules.map(({ id, name }) => [id, name] as const)),
  )
  const ref = (number: number): readonly ObjectRef[] => {
    const rule = rules[number]
    return rule === undefined ? [] : [{ kind: 'rule', id: rule.id }]
  }
  return {
    name: (number) => `\`${names.get(rules[number]?.id ?? '') ?? rules[number]?.id ?? number}\``,
    ref,
    finding: (number, code, severity, message, help, related = []) => ({
      code,
      severity,
      object: { kind: 'rule', id: rules[number]?.id ?? '' },
      policy: rules[number]?.policy ?? null,
      message,
      help,
      related: related.flatMap(ref),
    }),
  }
}
