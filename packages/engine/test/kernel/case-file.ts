import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MismatchCase } from './verify.ts'

/** Writes a mismatch so that `--replay FILE` tries it again; the file's path. */
export function writeCase(folder: string, name: string, found: MismatchCase): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.json`)
  writeFileSync(path, `${JSON.stringify(found, null, 1)}\n`)
  return path
}

/** @throws Error where the file is no case */
export function readCase(path: string): MismatchCase {
  const read: Partial<MismatchCase> = JSON.parse(readFileSync(path, 'utf8'))
  const { before = null, open, document, probes, mismatches } = read
  if (open === undefined || document === undefined || probes === undefined || mismatches === undefined)
    throw new Error(`\`${path}\` is no case: expected the fields open, document, probes and mismatches`)
  return { before, open, document, probes, mismatches }
}
