import type { MatchWorld } from '../../compile/match-rule.ts'
import { createPacketKey, type PacketKey } from '../../model/packet-key.ts'
import { END, RECORD } from '../groups/classes.ts'
import { compileGroups, type GroupTables, JUMP } from '../groups/compile.ts'
import { lookup16, lookup32 } from '../groups/pages.ts'
import { firstCommon, isIn } from '../groups/rows.ts'
import { lookupService } from '../groups/services.ts'
import { updateGroups } from '../groups/update.ts'
import { lookupIpv6 } from './address-trie.ts'
import { ACTION_CODE, type Decision, whyCode } from './decision.ts'
import { createModes } from './modes.ts'
import { fillKey, type PacketDecider } from './packet-decider.ts'
import { residualHolds } from './residual.ts'
import { NO, YES } from './unknown-mask.ts'

const WHY_RULE = whyCode('rule')
const WHY_DEFAULT = whyCode('default-rule')
const WHY_STRICT = whyCode('tcp-strict')
const WHY_UNKNOWN = whyCode('unknown-condition')
const NOBODY = -2

/** A decider that knows its tables, so that the next one may be made from them. */
export interface GroupClassifier extends PacketDecider {
  readonly tables: GroupTables
}

/** By address classes: for rules of every kind. Allocates nothing, except where a rule compares domain names. */
export const createGroupClassifier = (world: MatchWorld): GroupClassifier =>
  classifierBy(compileGroups(world), world)

/**
 * The same from a classifier of a world that differs little: what both have in common is not computed anew. `before` stays as
 * it is.
 *
 * @returns null where too much is different
 */
export function updateGroupClassifier(before: GroupClassifier, world: MatchWorld): GroupClassifier | null {
  const tables = updateGroups(before.tables, world)
  return tables === null ? null : classifierBy(tables, world)
}

function classifierBy(tables: GroupTables, world: MatchWorld): GroupClassifier {
  const { core, root, ipv6 } = tables
  const { summaryWords, words } = core.rows
  const { residuals, firstApplicationRule, actions, strict, hasStrict, services, pairs } = core
  // Others may add to these: this version sees what it was made with.
  const rows = core.rows.store.words
  const records = core.classes.records.words
  const ends = core.classes.ends.words
  const pages = core.pages.entries
  const matrix = pairs?.matrix ?? new Uint16Array(0)
  const shift = pairs?.shift ?? 0
  const lists = pairs?.lists.words ?? new Int32Array(0)
  const cells = pairs?.cells.words ?? new Int32Array(0)
  const hasPairs = pairs !== null
  const { rows: serviceRows } = services
  const modes = createModes(world, tables.states.modes)
  const scratch = createPacketKey()
  const defaultAction = ACTION_CODE[world.settings.defaultAction]

  const sourceClass = (key: PacketKey): number =>
    key.family === 4
      ? lookup32(pages, root, key.source3)
      : lookupIpv6(ipv6, key.source0, key.source1, key.source2, key.source3)
  const destinationClass = (key: PacketKey): number =>
    key.family === 4
      ? lookup32(pages, root, key.destination3)
      : lookupIpv6(ipv6, key.destination0, key.destination1, key.destination2, key.destination3)

  // What a walk has seen. Kept out here, not in an object, so that a decision allocates nothing.
  let unknown = 0
  let seen = 0
  let deniedBy = NOBODY
  let deniedAction = 0
  let lastAction = 0
  let lastWhy = 0
  let lastRule = -1

  /** One outcome that may be the true one; the last noted is the certain one. */
  const note = (rule: number, action: number, why: number): void => {
    seen |= 1 << action
    lastAction = action
    lastWhy = why
    lastRule = rule
    if (action === 0 || deniedBy !== NOBODY) return
    deniedBy = rule
    deniedAction = action
  }

  /** From rule `from` on, up to the first certain outcome; those that hang on unknown conditions are noted before it. */
  const walk = (
    near: number,
    far: number,
    service: number,
    key: PacketKey,
    held: number,
    now: number,
    from: number,
  ): void => {
    for (
      let rule = firstCommon(rows, words, summaryWords, near, far, service, from);
      rule < actions.length;
    ) {
      const residual = residuals[rule]
      const truth =
        residual === null || residual === undefined
          ? YES
          : residualHolds(
              residual,
              key,
              residual.identities !== null && isIn(rows, summaryWords, held, rule) ? 1 : 0,
              now,
            )
      const code = actions[rule] as number
      let next = rule + 1
      if (truth !== NO) {
        if (truth !== YES) unknown |= truth
        if (code !== JUMP) {
          const dropped = strict[rule] === 1 && !key.opens
          note(rule, dropped ? ACTION_CODE.drop : code, dropped ? WHY_STRICT : WHY_RULE)
          if (truth === YES) return
        } else if (truth === YES) {
          next = firstApplicationRule
        } else {
          walk(near, far, service, key, held, now, firstApplicationRule)
        }
      }
      rule = firstCommon(rows, words, summaryWords, near, far, service, next)
    }
    note(-1, defaultAction, WHY_DEFAULT)
  }

  /** By the rows, where the pair tables do not say. */
  const decideByRows = (
    source: number,
    destination: number,
    service: number,
    key: PacketKey,
    outbound: boolean,
    now: number,
  ): Decision => {
    const [from, to] = [source * RECORD.size, destination * RECORD.size]
    const number = records[(outbound ? from : to) + RECORD.point] as number
    const unasked = modes.unasked(number)
    if (unasked >= 0) return unasked
    const near = (outbound ? records[from + RECORD.outbound] : records[to + RECORD.inbound]) as number
    const far = (outbound ? records[to + RECORD.destination] : records[from + RECORD.source]) as number
    unknown = 0
    seen = 0
    deniedBy = NOBODY
    walk(near, far, serviceRows[service] as number, key, records[from + RECORD.held] as number, now, 0)
    if ((seen & (seen - 1)) === 0) {
      unknown = 0
    } else {
      lastAction = deniedAction
      lastRule = deniedBy
      lastWhy = WHY_UNKNOWN
    }
    return modes.enforce(number, key, lastAction, lastWhy, unknown, lastRule)
  }

  /** What the pair tables say, -1 where they do not. Without branches on what was found: a processor cannot guess that. */
  const decideByPairs = (
    source: number,
    destination: number,
    service: number,
    outbound: boolean,
  ): Decision => {
    const from = ends[source * END.size + (outbound ? END.outbound : END.source)] as number
    const to = ends[destination * END.size + (outbound ? END.destination : END.inbound)] as number
    if ((from | to) < 0) return -1
    const list = matrix[(from << shift) | to] as number
    const cell = ((lists[list << 1] as number) + service) << 1
    const otherwise = lists[(list << 1) | 1] as number
    const isOwn = (((cells[cell] as number) ^ (list + 1)) - 1) >> 31
    return otherwise ^ ((otherwise ^ (cells[cell | 1] as number)) & isOwn)
  }

  const decide: PacketDecider['decide'] = (key, point, now) => {
    const source = sourceClass(key)
    const destination = destinationClass(key)
    const service = lookupService(services, key.protocol, key.destinationPort)
    const outbound = point === 'source'
    if (hasPairs && (key.opens || !hasStrict)) {
      const decision = decideByPairs(source, destination, service, outbound)
      if (decision >= 0) return decision
    }
    return decideByRows(source, destination, service, key, outbound, now)
  }

  const decideAll: PacketDecider['decideAll'] = (packets, count, point, now, decisions) => {
    const { source, destination, protocol, destinationPort } = packets
    const outbound = point === 'source'
    const { entries, roots } = services
    const fromEnd = outbound ? END.outbound : END.source
    const toEnd = outbound ? END.destination : END.inbound
    for (let i = 0; i < count; i += 1) {
      const sourceNumber = lookup32(pages, root, source[i] as number)
      const destinationNumber = lookup32(pages, root, destination[i] as number)
      const service = lookup16(entries, roots[protocol[i] as number] as number, destinationPort[i] as number)
      let decision = -1
      const from = ends[sourceNumber * END.size + fromEnd] as number
      const to = ends[destinationNumber * END.size + toEnd] as number
      if ((from | to) >= 0) {
        const list = matrix[(from << shift) | to] as number
        const cell = ((lists[list << 1] as number) + service) << 1
        const otherwise = lists[(list << 1) | 1] as number
        const isOwn = (((cells[cell] as number) ^ (list + 1)) - 1) >> 31
        decision = otherwise ^ ((otherwise ^ (cells[cell | 1] as number)) & isOwn)
      }
      if (decision < 0) {
        const key = fillKey(scratch, packets, i)
        decision = decideByRows(sourceNumber, destinationNumber, service, key, outbound, now)
      }
      decisions[i] = decision
    }
  }

  const pointOf: PacketDecider['pointOf'] = (key, point) =>
    records[
      (point === 'source' ? sourceClass(key) : destinationClass(key)) * RECORD.size + RECORD.point
    ] as number

  return { decide, decideAll, pointOf, tables }
}
