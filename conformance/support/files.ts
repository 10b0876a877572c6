import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Names in a folder, sorted; none where there is no such folder. */
export const namesIn = (folder: string): readonly string[] =>
  existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).sort() : []

/** Text of a file, unpacked where its name ends in `.gz`. */
export const textOf = (path: string): string => {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** The value in a JSON file. What it holds is for the caller to say. */
export const jsonOf = <T>(...path: readonly string[]): T => JSON.parse(textOf(join(...path))) as T
