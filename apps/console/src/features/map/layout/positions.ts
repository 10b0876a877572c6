import type { Point } from '../model/rect.ts'

/** Where each node lies in its cluster, by node id. `pinned` = put there by hand. */
export interface Position extends Point {
  readonly pinned?: boolean
}
export type Positions = ReadonlyMap<string, Position>

/** A node may lie in another cluster at another level; each place is remembered apart. */
export const positionKey = (parent: string | null, id: string): string => `${parent ?? ''}|${id}`

/** A cluster of more nodes than that lies on a lattice: nobody follows single lines there. */
export const MANY = 48
