import type { EnforcementPoint, MatchWorld } from '../../compile/match-rule.ts'
import type { ServiceEntry } from '../../model/document.ts'
import type { PacketKey } from '../../model/packet-key.ts'
import { type Decision, encodeDecision, whyCode } from './decision.ts'
import { entryMatchesKey } from './residual.ts'

const WHY_VISIBILITY = whyCode('visibility')
const WHY_NOT_SELECTED = whyCode('not-selected')
export const NOT_PROTECTED = encodeDecision(0, 0, whyCode('not-protected'), 0, -1)
const EXCLUDED = encodeDecision(0, 0, whyCode('excluded'), 0, -1)
const IDLE = encodeDecision(0, 0, whyCode('idle'), 0, -1)

const MODE = { full: 0, visibility: 1, selective: 2, idle: 3, excluded: 4 } as const

/** What the enforcement modes of the points make of a decision. */
export interface Modes {
  /** The decision at a point where nothing is evaluated, -1 where the rules are asked. */
  readonly unasked: (point: number) => Decision
  /** The decision where the rules said `action`: only enforced where the point's mode says so. */
  readonly enforce: (
    point: number,
    key: PacketKey,
    action: number,
    why: number,
    unknown: number,
    rule: number,
  ) => Decision
}

/** The enforcement mode of a point as a small number. */
export const modeOf = ({ workload: { excluded, mode } }: EnforcementPoint): number =>
  MODE[excluded ? 'excluded' : mode]

export const modesOf = (points: MatchWorld['points']): Uint8Array => Uint8Array.from(points, modeOf)

/** @param modes `modesOf` the points */
export function createModes({ points }: MatchWorld, modes: Uint8Array): Modes {
  return {
    unasked: (point) => {
      if (point < 0) return NOT_PROTECTED
      const mode = modes[point] as number
      return mode === MODE.excluded ? EXCLUDED : mode === MODE.idle ? IDLE : -1
    },
    enforce: (point, key, action, why, unknown, rule) => {
      const mode = modes[point] as number
      if (mode === MODE.full || (mode === MODE.selective && isSelected(points[point], key)))
        return encodeDecision(action, action, why, unknown, rule)
      return encodeDecision(
        0,
        action,
        mode === MODE.visibility ? WHY_VISIBILITY : WHY_NOT_SELECTED,
        unknown,
        rule,
      )
    },
  }
}

function isSelected(point: EnforcementPoint | undefined, key: PacketKey): boolean {
  const entries = point?.selected ?? []
  for (let i = 0; i < entries.length; i += 1)
    if (entryMatchesKey(entries[i] as ServiceEntry, key)) return true
  return false
}
