import workerUrl from 'elkjs/lib/elk-worker.min.js?url'

/**
 * The thread that ELK runs in: it takes longer to load than the rest of the map, so it is asked for before everything else.
 * Lives as long as the tab.
 */
export const elkThread = new Worker(workerUrl, { name: 'map layout' })
