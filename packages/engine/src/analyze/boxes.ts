import { popcount } from '../match/fast/row-table.ts'
import type { Bitset } from '../resolve/bitset.ts'
import type { Work } from './work.ts'

/**
 * A product of three sets: rows of the near end, rows of the far end, pieces of the service space. What the numbers mean is
 * the caller's; boxes that meet share their meaning and sizes.
 */
export interface Box {
  readonly near: Bitset
  readonly far: Bitset
  readonly services: Bitset
}

export function meet(a: Bitset, b: Bitset): boolean {
  for (let i = 0; i < a.length; i += 1) if (((a[i] as number) & (b[i] as number)) !== 0) return true
  return false
}

export const boxesMeet = (a: Box, b: Box): boolean =>
  meet(a.far, b.far) && meet(a.near, b.near) && meet(a.services, b.services)

export function common(a: Bitset, b: Bitset): Bitset {
  const made = a.slice()
  for (let i = 0; i < made.length; i += 1) made[i] = (made[i] as number) & (b[i] as number)
  return made
}

export function without(a: Bitset, b: Bitset): Bitset {
  const made = a.slice()
  for (let i = 0; i < made.length; i += 1) made[i] = (made[i] as number) & ~(b[i] as number)
  return made
}

export const commonBox = (a: Box, b: Box): Box => ({
  near: common(a.near, b.near),
  far: common(a.far, b.far),
  services: common(a.services, b.services),
})

/**
 * `a` without `b`, as at most three boxes that do not overlap. INVARIANT: the two meet.
 *
 * The side of which `b` takes the smallest share is cut first: nearly all that is left is then one box that is whole at the two
 * other sides. Cut first where `b` leaves little, thin boxes would arise that every further rule cuts again.
 */
export function subtractBox(a: Box, b: Box): readonly Box[] {
  const shares = [shareLeft(a.near, b.near), shareLeft(a.far, b.far), shareLeft(a.services, b.services)]
  const parts: Box[] = []
  let { near, far, services } = a
  for (;;) {
    let side = 0
    if ((shares[1] as number) > (shares[0] as number)) side = 1
    if ((shares[2] as number) > (shares[side] as number)) side = 2
    if ((shares[side] as number) <= 0) return parts
    shares[side] = 0
    if (side === 0) {
      parts.push({ near: without(near, b.near), far, services })
      near = common(near, b.near)
    } else if (side === 1) {
      parts.push({ near, far: without(far, b.far), services })
      far = common(far, b.far)
    } else {
      parts.push({ near, far, services: without(services, b.services) })
      services = common(services, b.services)
    }
  }
}

/** How much of `a` is not in `b`, from 0 to 1. */
function shareLeft(a: Bitset, b: Bitset): number {
  let all = 0
  let left = 0
  for (let i = 0; i < a.length; i += 1) {
    const word = a[i] as number
    if (word === 0) continue
    all += popcount(word)
    left += popcount(word & ~(b[i] as number))
  }
  return left / all
}

/** Every box of `all` without `b`. */
export function subtractFromAll(all: readonly Box[], b: Box, work?: Work): readonly Box[] {
  work?.spend(all.length)
  return all.flatMap((box) => (boxesMeet(box, b) ? subtractBox(box, b) : [box]))
}

/**
 * What of `box` none of the others holds: boxes that do not overlap. The largest are taken away first, so that few pieces
 * arise. Each step splits what is left along one more box; there are never more pieces than cells of the arrangement.
 *
 * @param limit stop after so many pieces: 1 = only whether there are any, and one of them
 * @param work where steps are counted
 */
export function uncovered(
  box: Box,
  others: readonly Box[],
  limit = Number.POSITIVE_INFINITY,
  work?: Work,
): readonly Box[] {
  work?.spend(others.length)
  const sorted = others
    .filter((other) => boxesMeet(box, other))
    .map((other) => ({ other, size: boxSize(commonBox(box, other)) }))
    .sort((a, b) => b.size - a.size)
    .map(({ other }) => other)
  const found: Box[] = []
  const open: { readonly part: Box; readonly next: number }[] = [{ part: box, next: 0 }]
  for (let top = open.pop(); top !== undefined && found.length < limit; top = open.pop()) {
    const { part } = top
    let { next } = top
    let other = sorted[next]
    while (other !== undefined && !boxesMeet(part, other)) {
      next += 1
      other = sorted[next]
    }
    work?.spend(next - top.next + 1)
    if (other === undefined) found.push(part)
    else for (const rest of subtractBox(part, other)) open.push({ part: rest, next: next + 1 })
  }
  return found
}

export const boxSize = ({ near, far, services }: Box): number => count(near) * count(far) * count(services)

export function count(set: Bitset): number {
  let size = 0
  for (let i = 0; i < set.length; i += 1) size += popcount(set[i] as number)
  return size
}

/** The same space in fewer boxes, where boxes that differ in one end only can be put together. They must not overlap. */
export function mergedBoxes(boxes: readonly Box[]): readonly Box[] {
  let left = boxes
  for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length
    left = mergedBy(left, 'near')
    left = mergedBy(left, 'far')
    left = mergedBy(left, 'services')
  }
  return left
}

function mergedBy(boxes: readonly Box[], field: keyof Box): readonly Box[] {
  const byRest = new Map<string, Box>()
  for (const box of boxes) {
    const key = (['near', 'far', 'services'] as const)
      .map((each) => (each === field ? '' : box[each].join()))
      .join('|')
    const known = byRest.get(key)
    if (known === undefined) {
      byRest.set(key, box)
      continue
    }
    const union = known[field].slice()
    for (let i = 0; i < union.length; i += 1) union[i] = (union[i] as number) | (box[field][i] as number)
    byRest.set(key, { ...known, [field]: union })
  }
  return [...byRest.values()]
}
