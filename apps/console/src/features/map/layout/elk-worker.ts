import ELK from 'elkjs/lib/elk-api.js'
import { fromElk, toElk } from './elk-graph.ts'
import { elkThread } from './elk-thread.ts'
import type { Position } from './positions.ts'
import type { Unplaced } from './unplaced.ts'

const elk = new ELK({ workerFactory: () => elkThread })

/** Positions for all nodes of a cluster, worked out off the main thread. */
export const layOutByElk = async (cluster: Unplaced): Promise<ReadonlyMap<string, Position>> =>
  fromElk(cluster, await elk.layout(toElk(cluster)))
