import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpanStore } from '@flowgate/dfe'

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** One file for each host. A file is replaced as a whole: after a crash it is the old one or the new one. */
export const createFileSpanStore = (folder: string, host: string): SpanStore => {
  const file = join(folder, `${host}.json`)
  return {
    load: async () => {
      try {
        return await readFile(file)
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    save: async (span) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(`${file}.new`, span, { mode: 0o600 })
      await rename(`${file}.new`, file)
    },
  }
}
