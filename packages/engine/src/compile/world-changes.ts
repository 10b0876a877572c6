import type { MatchWorld } from './match-rule.ts'

/** Numbers of the rules and points that are other objects than in the world a world was made from. */
export interface WorldChanges {
  readonly rules: readonly number[]
  readonly points: readonly number[]
}

/** Stands for a world without keeping it: or every world would keep all that came before it. */
const names = new WeakMap<MatchWorld, object>()
const made = new WeakMap<MatchWorld, { readonly from: object; readonly changes: WorldChanges }>()

function nameOf(world: MatchWorld): object {
  const known = names.get(world)
  if (known !== undefined) return known
  const name = {}
  names.set(world, name)
  return name
}

/** `world` was made from `before`: everything that is not in `changes` is the same object in both. */
export function noteChanges(before: MatchWorld, world: MatchWorld, changes: WorldChanges): void {
  made.set(world, { from: nameOf(before), changes })
}

/** What may differ between two worlds of equally many rules and points: what was noted, else everything. */
export function changesBetween(before: MatchWorld, after: MatchWorld): WorldChanges {
  const known = made.get(after)
  if (known !== undefined && known.from === names.get(before)) return known.changes
  return { rules: [...after.rules.keys()], points: [...after.points.keys()] }
}
