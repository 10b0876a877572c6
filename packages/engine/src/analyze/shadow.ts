import type { Packet } from '../model/packet.ts'
import { addBit, bitsOf, emptyBitset } from '../resolve/bitset.ts'
import { type Blocker, blockersOf, framesOf } from './blockers.ts'
import {
  type Box,
  boxesMeet,
  commonBox,
  meet,
  mergedBoxes,
  subtractBox,
  subtractFromAll,
  uncovered,
} from './boxes.ts'
import { type Connection, describeAtoms } from './connections.ts'
import type { Liveness } from './liveness.ts'
import { addressTexts } from './rectangles.ts'
import type { Frame } from './rule-space.ts'
import { type Cover, smallestCover } from './smallest-cover.ts'
import { witnessPacket } from './witness.ts'
import type { Work } from './work.ts'

/** Packets that a rule would match and that an earlier rule decides: every source, destination and service in it. */
export interface DeadRegion {
  /** The end at which it is so. */
  readonly at: 'source' | 'destination'
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly services: 'all' | readonly Connection[]
  /** The number of the rule that decides there. */
  readonly by: number
  readonly witness: Packet
}

/** The part of a rule that never decides. */
export interface Shadow {
  readonly rule: number
  /** Is it the whole rule? */
  readonly whole: boolean
  /** Earlier rules that decide part of it, ascending. */
  readonly takers: readonly number[]
  /** Earlier rules that between them hold all of it: as few as there can be, see `proof`. */
  readonly cover: Cover
  /** One of the takers with another action, of the cover where it has one; null where all agree with the rule. */
  readonly opposing: number | null
  /** Its regions; they do not overlap at one end, and are computed when called for. */
  readonly regions: () => readonly DeadRegion[]
}

interface Taken {
  readonly frame: Frame
  readonly by: number
  readonly boxes: readonly Box[]
}

/** More cells than this, and the cover is not searched for but thinned out. */
const MAX_CELLS = 2_000

/**
 * What earlier rules take from a rule, exactly. Null where they take nothing. Conditions count against the rule only: a
 * packet is called dead where earlier rules decide whatever the conditions are that the rule does not itself ask for.
 */
export function shadowOf(live: Liveness, rule: number): Shadow | null {
  const { space } = live
  const { world } = space
  const taken: Taken[] = []
  const cells: ReadonlySet<number>[] = []
  let whole = true
  let complete = true
  // Both directions and both IP versions mostly look alike: what is the same again need not be computed again.
  const known = new Map<string, readonly Taken[]>()
  for (const frame of framesOf(space, rule)) {
    const blockers = blockersOf(space, frame)
    const look = lookOf(frame, blockers)
    const same = known.get(look)
    if (same !== undefined) {
      for (const { by, boxes } of same) taken.push({ frame, by, boxes })
      continue
    }
    const found = takenIn(frame, blockers, space.work)
    known.set(look, found.taken)
    if (found.open) whole = false
    for (const each of found.taken) {
      taken.push(each)
      if (complete) complete = each.boxes.every((box) => addCells(box, blockers, cells, space.work))
    }
  }
  if (taken.length === 0) return null
  const action = world.rules[rule]?.action
  const differs = (number: number): boolean => world.rules[number]?.action !== action
  const takers = [...new Set(taken.map(({ by }) => by))].sort((a, b) => a - b)
  const order = (number: number): number => (differs(number) ? number : number + world.rules.length)
  const cover = complete ? smallestCover(cells, order, space.work) : thinnedOut(live, taken, takers)
  return {
    rule,
    whole,
    takers,
    cover,
    opposing: cover.sets.find(differs) ?? takers.find(differs) ?? null,
    regions: () => taken.flatMap((each) => regionsOf(live, each)),
  }
}

/** Equal for frames whose blockers take the same parts of them. */
function lookOf({ box }: Frame, blockers: readonly Blocker[]): string {
  const text = ({ near, far, services }: Box): string => `${near} ${far} ${services}`
  return `${text(box)} | ${blockers.map(({ by, boxes }) => `${by} ${boxes.map(text)}`).join('|')}`
}

/** Past this many blockers, a frame is looked at near row by near row: each row meets few of them. */
const MANY = 64

/** Which blocker takes which part of the frame, and whether any part is left. */
function takenIn(
  frame: Frame,
  blockers: readonly Blocker[],
  work: Work,
): { readonly open: boolean; readonly taken: readonly Taken[] } {
  const byRule = new Map<number, Box[]>()
  let isOpen = false
  for (const slice of blockers.length > MANY ? rowsOf(frame.box) : [frame.box]) {
    let open: readonly Box[] = [slice]
    for (const { by, boxes } of blockers) {
      for (const box of boxes) {
        if (!meet(box.near, slice.near)) continue
        const parts = open.filter((part) => boxesMeet(part, box)).map((part) => commonBox(part, box))
        if (parts.length === 0) continue
        const known = byRule.get(by)
        if (known === undefined) byRule.set(by, parts)
        else for (const part of parts) known.push(part)
        open = subtractFromAll(open, box, work)
      }
      if (open.length === 0) break
    }
    isOpen ||= open.length > 0
  }
  return {
    open: isOpen,
    taken: [...byRule].map(([by, boxes]) => ({ frame, by, boxes: mergedBoxes(boxes) })),
  }
}

/** The box, one near row at a time. */
function rowsOf(box: Box): readonly Box[] {
  return bitsOf(box.near).map((row) => {
    const near = emptyBitset(box.near.length * 32)
    addBit(near, row)
    return { ...box, near }
  })
}

/** Adds, for each cell into which the blockers cut the box, who holds it; false where that became too many. */
function addCells(box: Box, blockers: readonly Blocker[], cells: ReadonlySet<number>[], work: Work): boolean {
  const open: { readonly part: Box; readonly next: number; readonly by: readonly number[] }[] = [
    { part: box, next: 0, by: [] },
  ]
  const flat = blockers.flatMap(({ by, boxes }) => boxes.map((each) => ({ by, box: each })))
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { part, by } = top
    let { next } = top
    let blocker = flat[next]
    while (blocker !== undefined && !boxesMeet(part, blocker.box)) {
      next += 1
      blocker = flat[next]
    }
    work.spend(next - top.next + 1)
    if (blocker === undefined) {
      if (cells.length >= MAX_CELLS) return false
      cells.push(new Set(by))
      continue
    }
    if (open.length > MAX_CELLS) return false
    open.push({ part: commonBox(part, blocker.box), next: next + 1, by: [...by, blocker.by] })
    for (const rest of subtractBox(part, blocker.box)) open.push({ part: rest, next: next + 1, by })
  }
  return true
}

/** More takers than this are not thinned out. */
const MAX_TAKERS = 256

/** Takers of which none can be left out: those are dropped, one after the other, without which the rest still hold everything. */
function thinnedOut(live: Liveness, taken: readonly Taken[], takers: readonly number[]): Cover {
  if (takers.length > MAX_TAKERS) return { sets: takers, proof: 'sufficient' }
  const kept = new Set(takers)
  const blockers = new Map(
    [...new Set(taken.map(({ frame }) => frame))].map((frame) => [frame, blockersOf(live.space, frame)]),
  )
  for (const taker of takers.toReversed()) {
    kept.delete(taker)
    // What a kept one took, it still holds.
    const held = taken.every(({ frame, boxes, by }) => {
      if (kept.has(by)) return true
      const others = (blockers.get(frame) ?? []).flatMap((each) => (kept.has(each.by) ? each.boxes : []))
      return boxes.every((box) => uncovered(box, others, 1, live.space.work).length === 0)
    })
    if (!held) kept.add(taker)
  }
  return { sets: [...kept].sort((a, b) => a - b), proof: 'irreducible' }
}

function regionsOf({ space }: Liveness, { frame, by, boxes }: Taken): readonly DeadRegion[] {
  const { tables, atoms } = space
  const { near, far, direction } = frame.side
  return boxes.map((box) => {
    const here = frame.nearOf(box).flatMap((row) => near.classes[row] ?? [])
    const there = frame.farOf(box).flatMap((row) => far.classes[row] ?? [])
    const [sources, destinations] = direction === 'out' ? [here, there] : [there, here]
    const services = frame.servicesOf(box)
    return {
      at: direction === 'out' ? ('source' as const) : ('destination' as const),
      sources: addressTexts(tables, sources),
      destinations: addressTexts(tables, destinations),
      services: describeAtoms(atoms, services),
      by,
      witness: witnessPacket(tables, atoms, sources[0] ?? 0, destinations[0] ?? 0, bitsOf(services)[0] ?? 0),
    }
  })
}
