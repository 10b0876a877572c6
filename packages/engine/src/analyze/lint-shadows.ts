import type { Snapshot } from '../compile/snapshot.ts'
import { rowHas } from '../match/fast/row-table.ts'
import { addBlockers, framesOf } from './blockers.ts'
import type { DeletionProof, LintCode, LintFinding, ObjectRef, ShadowFinding } from './lint-finding.ts'
import { type RuleWords, ruleWords } from './lint-rule.ts'
import type { Liveness } from './liveness.ts'
import { rulesMeeting } from './rule-space.ts'
import { type Shadow, shadowOf } from './shadow.ts'
import type { Cover } from './smallest-cover.ts'

/** Rules that never decide, decide only part of what they match, or might as well not be there. */
export function lintShadows(snapshot: Snapshot, live: Liveness): readonly LintFinding[] {
  const words = ruleWords(snapshot)
  const redundant = new Set(live.redundant)
  return snapshot.rules.flatMap((rule, number) => {
    if (!rule.enabled) return []
    if (live.dead.has(number)) return ofDead(snapshot, live, words, number)
    return [
      ...(redundant.has(number) ? [ofRedundant(snapshot, live, words, number)] : []),
      ...ofPartlyDead(snapshot, live, words, number),
    ]
  })
}

function ofDead(
  snapshot: Snapshot,
  live: Liveness,
  words: RuleWords,
  number: number,
): readonly LintFinding[] {
  const single = live.dead.get(number) ?? null
  const shadow = single === null ? shadowOf(live, number) : null
  const cover: Cover =
    single === null
      ? (shadow?.cover ?? { sets: [], proof: 'smallest' })
      : { sets: [single], proof: 'smallest' }
  const code = whyDead(snapshot, live, number, cover.sets.length)
  const by = cover.sets.slice(0, 3).map(words.name)
  const more = cover.sets.length > 3 ? ` and ${cover.sets.length - 3} more` : ''
  const [what, help] = DEAD_TEXT[code]
  const finding = words.finding(
    number,
    code,
    'warning',
    `the rule ${words.name(number)} ${what}${by.length > 0 ? ` ${by.join(', ')}${more}` : ''}`,
    help,
    cover.sets,
  )
  const deletable: DeletionProof = {
    kind: cover.sets.length === 0 ? 'meets-nothing' : 'covered',
    by: cover.sets.flatMap(words.ref),
    fewest: cover.sets.length === 0 ? null : cover.proof,
  }
  if (cover.sets.length === 0) return [{ ...finding, deletable }]
  const action = snapshot.rules[number]?.action
  const opposing =
    shadow?.opposing ?? cover.sets.find((each) => snapshot.rules[each]?.action !== action) ?? null
  return [
    withShadow({ ...finding, deletable }, live, words, number),
    ...(opposing === null ? [] : [contradicted(snapshot, words, number, opposing)]),
  ]
}

function ofRedundant(snapshot: Snapshot, live: Liveness, words: RuleWords, number: number): LintFinding {
  const { space } = live
  const action = snapshot.rules[number]?.action
  const finding = words.finding(
    number,
    'rule-redundant',
    'info',
    `the rule ${words.name(number)} changes nothing: without it every packet fares the same`,
    'delete it, or keep it for its note; delete one redundant rule at a time',
  )
  const deciding = new Set(
    [...framesOf(space, number)].flatMap((frame) =>
      rulesMeeting(space, frame, number + 1, snapshot.rules.length, space.all).filter(
        (later) => snapshot.rules[later]?.action === action && frame.boxOf(later) !== null,
      ),
    ),
  )
  const by = [...deciding].sort((a, b) => a - b).flatMap(words.ref)
  return { ...finding, deletable: { kind: 'same-without', by, fewest: null } }
}

function ofPartlyDead(
  snapshot: Snapshot,
  live: Liveness,
  words: RuleWords,
  number: number,
): readonly LintFinding[] {
  const action = snapshot.rules[number]?.action
  const blockers = new Set<number>()
  for (const frame of framesOf(live.space, number)) addBlockers(live.space, frame, blockers)
  if (blockers.size === 0) return []
  const inOrder = [...blockers].sort((a, b) => a - b)
  const opposing = inOrder.find((each) => snapshot.rules[each]?.action !== action) ?? null
  const named = opposing ?? inOrder[0] ?? number
  const more = inOrder.length > 1 ? ` and ${inOrder.length - 1} more` : ''
  const finding = words.finding(
    number,
    'rule-partly-shadowed',
    'info',
    `part of what the rule ${words.name(number)} matches is decided before it by ${words.name(named)}${more}`,
    'nothing need be done where that is meant; otherwise move it up or narrow what is before it',
    [named, ...inOrder.filter((each) => each !== named)],
  )
  return [withShadow(finding, live, words, number)]
}

function contradicted(snapshot: Snapshot, words: RuleWords, number: number, by: number): LintFinding {
  const [own, other] = [snapshot.rules[number]?.action ?? '', snapshot.rules[by]?.action ?? '']
  return words.finding(
    number,
    'rule-contradicted',
    'warning',
    `the rule ${words.name(number)} says \`${own}\` where ${words.name(by)} before it says \`${other}\`, and never decides`,
    'decide which of the two is meant, and delete or narrow the other',
    [by],
  )
}

/**
 * The slice is computed when somebody reads it: for a rule that meets thousands of others it takes seconds. Nor is what the
 * cover was found by kept until then: of a hundred thousand dead rules that is gigabytes.
 */
function withShadow(finding: LintFinding, live: Liveness, words: RuleWords, number: number): LintFinding {
  let made: ShadowFinding | undefined
  return Object.defineProperty(finding, 'shadow', {
    enumerable: true,
    get: () => {
      made ??= shadowFinding(shadowOf(live, number), words)
      return made
    },
  })
}

function shadowFinding(shadow: Shadow | null, words: RuleWords): ShadowFinding | undefined {
  if (shadow === null) return undefined
  const one = (number: number): ObjectRef => words.ref(number)[0] ?? { kind: 'rule', id: '' }
  return {
    whole: shadow.whole,
    cover: shadow.cover.sets.map(one),
    fewest: shadow.cover.proof,
    opposing: shadow.opposing === null ? null : one(shadow.opposing),
    regions: shadow.regions().map((region) => ({ ...region, by: one(region.by) })),
  }
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
  { space: { tables, services } }: Liveness,
  number: number,
  blockers: number,
): DeadCode {
  const rule = rules[number]
  if (rule === undefined || blockers > 0) return 'rule-shadowed'
  if (services[number]?.words.length === 0) return 'rule-without-service'
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
