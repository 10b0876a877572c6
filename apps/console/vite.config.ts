import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const manager = process.env.FLOWGATE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  // The short form would change the Host, which the Manager compares with Origin.
  server: { host: '127.0.0.1', proxy: { '/api': { target: manager, changeOrigin: false } } },
  build: {
    target: 'es2023',
    sourcemap: false,
    manifest: true,
    chunkSizeWarningLimit: 1_600,
    // The content security policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
})
