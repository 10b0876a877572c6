import { readStored, writeStored } from '../../../lib/local-store.ts'
import type { Position, Positions } from './positions.ts'

const KEY = 'flowgate.map.positions'
/** Least recently laid out are forgotten first. */
const MOST = 5_000

type Entry = [key: string, x: number, y: number, pinned?: 1]
const isEntries = (value: unknown): value is Entry[] =>
  Array.isArray(value) &&
  value.every(
    (entry) =>
      Array.isArray(entry) &&
      typeof entry[0] === 'string' &&
      Number.isFinite(entry[1]) &&
      Number.isFinite(entry[2]),
  )

/** Kept in this browser, so that tomorrow's map looks like today's. */
export const readPositions = (): Map<string, Position> =>
  new Map(
    (readStored(KEY, isEntries) ?? []).map(([key, x, y, pinned]) => [
      key,
      pinned ? { x, y, pinned: true } : { x, y },
    ]),
  )

export const writePositions = (positions: Positions): void =>
  writeStored(
    KEY,
    [...positions]
      .slice(-MOST)
      .map(([key, { x, y, pinned }]): Entry => (pinned ? [key, x, y, 1] : [key, x, y])),
  )
