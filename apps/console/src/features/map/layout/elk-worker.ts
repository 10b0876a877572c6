import ELK from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'
import { fromElk, toElk } from './elk-graph.ts'
import type { Position } from './positions.ts'
import type { Unplaced } from './unplaced.ts'

/** Started with the page's code, so that it is warm when the first answer arrives. Lives as long as the tab. */
const elk = new ELK({ workerFactory: () => new Worker(workerUrl, { name: 'map layout' }) })

/** Positions for all nodes of a cluster, worked out off the main thread. */
export const layOutByElk = async (cluster: Unplaced): Promise<ReadonlyMap<string, Position>> =>
  fromElk(cluster, await elk.layout(toElk(cluster)))
