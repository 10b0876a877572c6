/** Bundles the Manager into the folder named, for tests that start it many times. It must lie in `apps/api`. */
import { stop } from 'esbuild'
import { bundleServer } from './lib/bundle.mjs'

await bundleServer(process.argv[2])
await stop()
