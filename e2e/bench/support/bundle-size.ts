import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}
const dist = fileURLToPath(new URL('../../../apps/console/dist', import.meta.url))
const gzipped = (file: string) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length

/** Bytes after gzip of all that any first page needs before its own code. */
export const initialBundle = () => {
  const manifest: Readonly<Record<string, Chunk>> = JSON.parse(
    readFileSync(join(dist, '.vite/manifest.json'), 'utf8'),
  )
  const files = new Set<string>()
  const seen = new Set<string>()
  const collect = (key: string) => {
    const chunk = manifest[key]
    if (!chunk || seen.has(key)) return
    seen.add(key)
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    chunk.imports?.forEach(collect)
  }
  for (const [key, chunk] of Object.entries(manifest)) {
    if (!chunk.isEntry) continue
    collect(key)
    // The entry asks for the console itself and, beside it, for the page that the visit starts at.
    chunk.dynamicImports?.filter((name) => !name.startsWith('src/features/')).forEach(collect)
  }
  const sizes = [...files].map((file) => ({ file, bytes: gzipped(file) }))
  const total = (end: string) =>
    sizes.filter(({ file }) => file.endsWith(end)).reduce((sum, { bytes }) => sum + bytes, 0)
  return { scriptKb: Math.round(total('.js') / 1_000), styleKb: Math.round(total('.css') / 1_000) }
}
