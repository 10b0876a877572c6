import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { knownDirection } from './vite-direction.ts'
import { preloadFirst } from './vite-preload.ts'

const manager = process.env.FLOWGATE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), knownDirection(), preloadFirst('/src/main.tsx')],
  // The short form would change the Host, which the Manager compares with Origin.
  server: { host: '127.0.0.1', proxy: { '/api': { target: manager, changeOrigin: false } } },
  build: {
    target: 'es2023',
    sourcemap: false,
    manifest: true,
    chunkSizeWarningLimit: 1_600,
    // The content security policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Shared pieces would be named after all who share them.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        assetFileNames: ({ names }) => `assets/${(names[0] ?? 'asset').split(/[~.]/)[0]}-[hash][extname]`,
        // Groups import each other in circles; what a module needs must still have run before it.
        strictExecutionOrder: true,
        // Small pieces that several pages share travel together: one request instead of thirty.
        codeSplitting: {
          groups: [
            // These run before everything else, and so must bring nothing along.
            {
              name: 'first',
              test: /[\\/]src[\\/](lib[\\/](theme|early|signed-in|local-store)|ui[\\/]time-ranges|features[\\/]map[\\/]model[\\/]view-state)\.ts/,
              priority: 5,
            },
            { name: 'preload', test: /vite[\\/]preload-helper/, priority: 5 },
            { name: 'zod', test: /[\\/]node_modules[\\/]zod[\\/]/, priority: 4 },
            { name: 'editor', test: /[\\/]node_modules[\\/](@?codemirror|@lezer)/, priority: 3 },
            { name: 'echarts', test: /[\\/]node_modules[\\/](echarts|zrender)/, priority: 3 },
            {
              name: 'base',
              test: /[\\/]packages[\\/]shared[\\/]|[\\/]node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack[\\/](react-query|query-core))[\\/]/,
              priority: 2,
            },
            {
              name: 'ui',
              test: /[\\/]src[\\/](ui|lib)[\\/](?!tokens\.css|yaml|chart)|[\\/]node_modules[\\/]@patternfly[\\/]react(?!-core[\\/]dist[\\/]styles)/,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 32_000,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
})
