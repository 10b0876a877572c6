import type { Snapshot } from '../compile/snapshot.ts'
import { rowHas } from '../match/fast/row-table.ts'
import { conditionsOf } from './conditions-of.ts'
import type { LintCode, LintFinding, ObjectRef } from './lint-finding.ts'
import { lintObjects } from './lint-objects.ts'
import { type DeadRule, type Liveness, liveness } from './liveness.ts'

/**
 * What is dead, superfluous or too wide in a snapshot, rules first, in order of evaluation. Exact against the current
 * inventory: a dead rule may come to life when workloads change, and the message says why it is dead now.
 */
export function lint(snapshot: Snapshot): readonly LintFinding[] {
  const found = liveness(snapshot)
  const names = new Map(
    snapshot.document.policies.flatMap(({ rules }) => rules.map(({ id, name }) => [id, name] as const)),
  )
  const dead = new Map(found.dead.map((rule) => [rule.rule, rule]))
  const redundant = new Set(found.redundant)
  const rules = snapshot.rules.flatMap((rule, number): LintFinding[] => {
    const about = (
      code: LintCode,
      severity: LintFinding['severity'],
      message: string,
      help: string,
      blockers: readonly number[] = [],
    ): LintFinding => ({
      code,
      severity,
      object: { kind: 'rule', id: rule.id },
      policy: rule.policy,
      message,
      help,
      related: blockers.flatMap((each) => refOf(snapshot, each)),
    })
    const name = `the rule \`${names.get(rule.id) ?? rule.id}\``
    const gone = dead.get(number)
    if (gone !== undefined) {
      const code = whyDead(snapshot, found, gone)
      const by = gone.blockers
        .slice(0, 3)
        .map((each) => `\`${names.get(snapshot.rules[each]?.id ?? '') ?? ''}\``)
      const more = gone.blockers.length > 3 ? ` and ${gone.blockers.length - 3} more` : ''
      const [what, help] = DEAD_TEXT[code]
      return [
        about(
          code,
          'warning',
          `${name} ${what}${by.length > 0 ? ` ${by.join(', ')}${more}` : ''}`,
          help,
          gone.blockers,
        ),
      ]
    }
    const findings: LintFinding[] = []
    if (redundant.has(number)) {
      findings.push(
        about(
          'rule-redundant',
          'info',
          `${name} changes nothing: without it every packet fares the same`,
          'delete it, or keep it for its note; delete one redundant rule at a time',
        ),
      )
    }
    if (
      rule.enabled &&
      rule.action === 'allow' &&
      rule.sources.any &&
      rule.destinations.any &&
      rule.entries === null &&
      conditionsOf(rule).length === 0
    ) {
      findings.push(
        about(
          'rule-allows-everything',
          'warning',
          `${name} allows everything to everyone`,
          'name the sources, destinations or services it is for',
        ),
      )
    }
    return findings
  })
  return [...rules, ...lintObjects(snapshot)]
}

type DeadCode = Extract<
  LintCode,
  | 'rule-shadowed'
  | 'rule-without-source'
  | 'rule-without-destination'
  | 'rule-without-service'
  | 'rule-applied-nowhere'
  | 'rule-meets-nothing'
>

const DEAD_TEXT: { readonly [code in DeadCode]: readonly [message: string, help: string] } = {
  'rule-shadowed': [
    'never decides: everything it could match is decided before it by',
    'move it up, narrow what is before it, or delete it',
  ],
  'rule-without-source': [
    'matches nothing: its sources hold no address',
    'check the members of its source groups',
  ],
  'rule-without-destination': [
    'matches nothing: its destinations hold no address',
    'check the members of its destination groups',
  ],
  'rule-without-service': [
    'matches nothing: its services have no entries',
    'give its services entries, or leave the services out for any',
  ],
  'rule-applied-nowhere': [
    'matches nothing: no protected vNIC is in its applied-to',
    "check the groups in the rule's or policy's applied-to, and the exclusion list",
  ],
  'rule-meets-nothing': [
    'matches nothing: no protected vNIC is at the end where it would be evaluated',
    'check its direction, IP version and applied-to against its sources and destinations',
  ],
}

/** The first of the plain reasons that holds; otherwise other rules are the reason. */
function whyDead(
  { rules, points }: Snapshot,
  { tables, services }: Liveness,
  { rule: number, blockers }: DeadRule,
): DeadCode {
  const rule = rules[number]
  if (rule === undefined || blockers.length > 0) return 'rule-shadowed'
  if (services[number]?.every((word) => word === 0) === true) return 'rule-without-service'
  const isProtected = ({ workload }: Snapshot['points'][number]): boolean =>
    !workload.excluded && workload.mode !== 'idle'
  const applied = rule.appliedTo
  if (applied !== null && !points.some((point) => applied.has(point.number) && isProtected(point)))
    return 'rule-applied-nowhere'
  const isIn = (rows: Int32Array): boolean =>
    rows.some((row) => rowHas(tables.rows, row, tables.shape, number))
  if (!isIn(tables.sourceRow)) return 'rule-without-source'
  return isIn(tables.destinationRow) ? 'rule-meets-nothing' : 'rule-without-destination'
}

function refOf(snapshot: Snapshot, number: number): readonly ObjectRef[] {
  const rule = snapshot.rules[number]
  return rule === undefined ? [] : [{ kind: 'rule', id: rule.id }]
}
