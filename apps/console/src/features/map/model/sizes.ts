import type { MapNode } from '@flowgate/shared'
import type { Size } from './rect.ts'

/** The same at every zoom, so that a node that shows less does not move its neighbours. */
export const NODE_SIZE: Readonly<Record<MapNode['kind'], Size>> = {
  application: { width: 212, height: 68 },
  tier: { width: 190, height: 60 },
  workload: { width: 176, height: 52 },
  bucket: { width: 190, height: 60 },
  address: { width: 176, height: 48 },
  hidden: { width: 190, height: 52 },
}

/** Room inside an opened node around what it holds. */
export const CLUSTER = { side: 18, top: 40, bottom: 18 } as const
/** Between neighbours. */
export const GAP = 28
