import { type Bitset, isEmptyBitset } from '../resolve/bitset.ts'

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

/** `a` without `b`, as at most three boxes that do not overlap. INVARIANT: the two meet. */
export function subtractBox(a: Box, b: Box): readonly Box[] {
  const parts: Box[] = []
  const near = without(a.near, b.near)
  if (!isEmptyBitset(near)) parts.push({ near, far: a.far, services: a.services })
  const inside = common(a.near, b.near)
  const far = without(a.far, b.far)
  if (!isEmptyBitset(far)) parts.push({ near: inside, far, services: a.services })
  const services = without(a.services, b.services)
  if (!isEmptyBitset(services)) parts.push({ near: inside, far: common(a.far, b.far), services })
  return parts
}

/** Every box of `all` without `b`. */
export const subtractFromAll = (all: readonly Box[], b: Box): readonly Box[] =>
  all.flatMap((box) => (boxesMeet(box, b) ? subtractBox(box, b) : [box]))

/**
 * What of `box` none of the others holds: boxes that do not overlap. The largest are taken away first, so that few pieces
 * arise. Each step splits what is left along one more box; there are never more pieces than cells of the arrangement.
 *
 * @param limit stop after so many pieces: 1 = only whether there are any, and one of them
 */
export function uncovered(
  box: Box,
  others: readonly Box[],
  limit = Number.POSITIVE_INFINITY,
): readonly Box[] {
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
    if (other === undefined) found.push(part)
    else for (const rest of subtractBox(part, other)) open.push({ part: rest, next: next + 1 })
  }
  return found
}

export const boxSize = ({ near, far, services }: Box): number => count(near) * count(far) * count(services)

export function count(set: Bitset): number {
  let size = 0
  for (let i = 0; i < set.length; i += 1)
    for (let word = set[i] as number; word !== 0; word &= word - 1) size += 1
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
