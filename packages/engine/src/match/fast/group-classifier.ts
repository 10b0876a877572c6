import type { MatchWorld } from '../../compile/match-rule.ts'
import type { PacketKey } from '../../model/packet-key.ts'
import { lookupIpv4, lookupIpv6 } from './address-trie.ts'
import { compileTables } from './compile.ts'
import { ACTION_CODE, type Decision, whyCode } from './decision.ts'
import { createModes } from './modes.ts'
import type { PacketDecider } from './packet-decider.ts'
import { residualHolds } from './residual.ts'
import { rowWord } from './row-table.ts'
import { lookupService } from './service-classes.ts'
import { NO, YES } from './unknown-mask.ts'

const WHY_RULE = whyCode('rule')
const WHY_DEFAULT = whyCode('default-rule')
const WHY_STRICT = whyCode('tcp-strict')
const WHY_UNKNOWN = whyCode('unknown-condition')

const JUMP = 3
const NOBODY = -2
/** By address classes and rule bitsets: for rules of every kind. Allocates nothing, except where a rule compares domain names. */
export function createGroupClassifier(world: MatchWorld): PacketDecider {
  const tables = compileTables(world)
  const {
    rows,
    ipv4,
    ipv6,
    sourceRow,
    destinationRow,
    outboundRow,
    inboundRow,
    services,
    residuals,
    firstApplicationRule,
  } = tables
  const { words, summaryWords } = tables.shape
  const modes = createModes(world)
  const actions = Uint8Array.from(world.rules, ({ action }) =>
    action === 'jump-to-application' ? JUMP : ACTION_CODE[action],
  )
  const strict = Uint8Array.from(world.rules, (rule) => (rule.tcpStrict && rule.action === 'allow' ? 1 : 0))
  const defaultAction = ACTION_CODE[world.settings.defaultAction]

  const sourceClass = (key: PacketKey): number =>
    key.family === 4
      ? lookupIpv4(ipv4, key.source3)
      : lookupIpv6(ipv6, key.source0, key.source1, key.source2, key.source3)
  const destinationClass = (key: PacketKey): number =>
    key.family === 4
      ? lookupIpv4(ipv4, key.destination3)
      : lookupIpv6(ipv6, key.destination0, key.destination1, key.destination2, key.destination3)

  /** The first rule from `from` on that is in all three rows; past the last rule where there is none. */
  const firstCommon = (a: number, b: number, c: number, from: number): number => {
    const startWord = from >>> 5
    let within = -1 << (from & 31)
    for (let s = startWord >>> 5; s < summaryWords; s += 1) {
      let summary = (rows[a + s] as number) & (rows[b + s] as number) & (rows[c + s] as number)
      if (s === startWord >>> 5) summary &= -1 << (startWord & 31)
      while (summary !== 0) {
        const bit = summary & -summary
        const w = s * 32 + 31 - Math.clz32(bit)
        let common = rowWord(rows, a, summaryWords, s, bit) & rowWord(rows, b, summaryWords, s, bit)
        if (common !== 0) common &= rowWord(rows, c, summaryWords, s, bit)
        if (w === startWord) common &= within
        if (common !== 0) return w * 32 + 31 - Math.clz32(common & -common)
        within = -1
        summary &= summary - 1
      }
    }
    return words * 32
  }

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
    source: number,
    now: number,
    from: number,
  ): void => {
    for (let rule = firstCommon(near, far, service, from); rule < actions.length; ) {
      const residual = residuals[rule]
      const truth =
        residual === null || residual === undefined ? YES : residualHolds(residual, key, source, now)
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
          walk(near, far, service, key, source, now, firstApplicationRule)
        }
      }
      rule = firstCommon(near, far, service, next)
    }
    note(-1, defaultAction, WHY_DEFAULT)
  }

  const decide = (key: PacketKey, point: 'source' | 'destination', now: number): Decision => {
    const source = sourceClass(key)
    const destination = destinationClass(key)
    const outbound = point === 'source'
    const number = tables.point[outbound ? source : destination] as number
    const unasked = modes.unasked(number)
    if (unasked >= 0) return unasked
    const near = (outbound ? outboundRow[source] : inboundRow[destination]) as number
    const far = (outbound ? destinationRow[destination] : sourceRow[source]) as number
    unknown = 0
    seen = 0
    deniedBy = NOBODY
    walk(near, far, lookupService(services, key.protocol, key.destinationPort), key, source, now, 0)
    if ((seen & (seen - 1)) === 0) {
      unknown = 0
    } else {
      lastAction = deniedAction
      lastRule = deniedBy
      lastWhy = WHY_UNKNOWN
    }
    return modes.enforce(number, key, lastAction, lastWhy, unknown, lastRule)
  }

  const pointOf = (key: PacketKey, point: 'source' | 'destination'): number =>
    tables.point[point === 'source' ? sourceClass(key) : destinationClass(key)] as number

  return { decide, pointOf }
}
