import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ImportSource, SourcePath } from '@flowgate/engine'
import { type Document, LineCounter, parseAllDocuments } from 'yaml'
import { EXIT } from '../exit-codes.ts'
import { Failure, shortened } from '../failure.ts'
import { readFailure } from '../input.ts'

const MOST_BYTES = 64 * 1024 * 1024

/** Line of what the path leads to, or of the nearest thing around it. */
const lineIn = (document: Document.Parsed, lines: LineCounter, path: SourcePath): number | null => {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const offset = (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0]
    if (offset !== undefined) return lines.linePos(offset).line
  }
  return null
}

/** Each YAML or JSON document of a text, with its lines. @throws Failure with every syntax error */
export const manifestsIn = (text: string, file: string): readonly ImportSource[] => {
  if (text.length > MOST_BYTES)
    throw new Failure(EXIT.invalid, `${file} is larger than ${MOST_BYTES / 1_048_576} MiB`)
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true })
  if (!Array.isArray(parsed)) return []
  const errors = parsed.flatMap((document) =>
    document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`),
  )
  if (errors.length > 0) throw new Failure(EXIT.invalid, `${file} is not valid YAML`, shortened(errors))
  return parsed.flatMap((document) => {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    return value === null || value === undefined
      ? []
      : [{ file, value, lineOf: (path: SourcePath) => lineIn(document, lines, path) }]
  })
}

/** Every `.yaml`, `.yml` and `.json` file below a folder, or one file. @throws Failure when something cannot be read */
export const readManifests = (path: string): readonly ImportSource[] => {
  try {
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.(ya?ml|json)$/i.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path]
    if (files.length === 0) throw new Failure(EXIT.invalid, `no YAML or JSON file in ${path}`)
    return files.flatMap((file) =>
      manifestsIn(readFileSync(file, 'utf8').replace(/^\ufeff/, ''), relative(path, file) || path),
    )
  } catch (error) {
    throw error instanceof Failure ? error : readFailure(path, error)
  }
}
