import { readFileSync, statSync } from 'node:fs'
import { checkDocument, type FlowgateDocument } from '@flowgate/engine'
import { flowgateDocument } from '@flowgate/shared'
import { type Document, isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import { EXIT } from '../exit-codes.ts'
import { Failure, shortened } from '../failure.ts'
import { readAll, readFailure } from '../input.ts'
import { type Path, pathText, shapeErrors } from './shape-errors.ts'

/** YAML keeps a node for every value; past this, JSON is asked for. */
const MOST_YAML = 32 * 1024 * 1024
const MOST_BYTES = 512 * 1024 * 1024
/** A boolean tree of criteria deeper than this is no tree that a person wrote. */
const MOST_DEPTH = 64
/** How the parser of YAML reports that it ran out of stack: as one more syntax error. */
const STACK_SPENT = 'Maximum call stack'

interface Source {
  readonly value: unknown
  /** Line of what `path` leads to, or of the nearest thing around it; null where lines are not known. */
  readonly lineOf: (path: Path) => number | null
}

const nodeOffset = (root: Document.Parsed, path: Path): number | null => {
  let node: unknown = root.contents
  let offset: number | null = null
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(key) === String(part))
      const key = pair?.key as { range?: readonly number[] } | undefined
      offset = key?.range?.[0] ?? offset
      node = pair?.value
    } else if (isSeq(node)) node = node.items[Number(part)]
    else break
    const range = (node as { range?: readonly number[] } | null | undefined)?.range
    if (!isMap(node) && !isSeq(node)) continue
    offset = range?.[0] ?? offset
  }
  return offset
}

const fromYaml = (text: string, name: string): Source => {
  if (text.length > MOST_YAML)
    throw new Failure(EXIT.invalid, `${name} is larger than ${MOST_YAML / 1_048_576} MiB of YAML`, [
      'write documents of this size as JSON',
    ])
  const lines = new LineCounter()
  const parsed = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    merge: false,
  })
  if (parsed.errors.some(({ message }) => message.startsWith(STACK_SPENT))) throw tooDeep(name)
  if (parsed.errors.length > 0) {
    const found = parsed.errors.map(
      (error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`,
    )
    throw new Failure(EXIT.invalid, `${name} is not valid YAML`, shortened(found))
  }
  let value: unknown
  try {
    value = parsed.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new Failure(EXIT.invalid, `${name} cannot be read: ${(error as Error).message}`)
  }
  return {
    value,
    lineOf: (path) => {
      const offset = nodeOffset(parsed, path)
      return offset === null ? null : lines.linePos(offset).line
    },
  }
}

const fromJson = (text: string, name: string): Source => {
  try {
    return { value: JSON.parse(text), lineOf: () => null }
  } catch (error) {
    throw new Failure(EXIT.invalid, `${name} is not valid JSON: ${(error as Error).message}`)
  }
}

const depthOf = (value: unknown): number => {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= MOST_DEPTH + 1; depth += 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
    if (level.length === 0) return depth
  }
  return MOST_DEPTH + 1
}

const parseText = (text: string, name: string): Source => {
  try {
    return text.trimStart().startsWith('{') ? fromJson(text, name) : fromYaml(text, name)
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(name)
    throw error
  }
}
const tooDeep = (name: string): Failure =>
  new Failure(EXIT.invalid, `${name} is nested more than ${MOST_DEPTH} levels deep`)

const told = (source: Source, path: Path, message: string, help?: string): string => {
  const line = source.lineOf(path)
  return `${line === null ? '' : `line ${line}: `}${pathText(path) || 'document'}: ${message}${help ? `; ${help}` : ''}`
}

/**
 * Text to a valid document: first its shape, then what it means.
 *
 * @throws Failure that lists every error with its path and, in YAML, its line
 */
export const parseFlowgateDocument = (text: string, name: string): FlowgateDocument => {
  const source = parseText(text.replace(/^\ufeff/, ''), name)
  if (depthOf(source.value) > MOST_DEPTH) throw tooDeep(name)
  const shape = flowgateDocument.safeParse(source.value)
  if (!shape.success) {
    const errors = shapeErrors(source.value, shape.error.issues).map(({ path, message }) =>
      told(source, path, message),
    )
    throw new Failure(EXIT.invalid, `${name} is not a Flowgate document`, shortened(errors))
  }
  const document = shape.data as FlowgateDocument
  const issues = checkDocument(document)
  if (issues.length > 0) {
    const errors = issues.map(({ path, message, help }) => told(source, path, message, help))
    throw new Failure(
      EXIT.invalid,
      `${name} has ${issues.length} error${issues.length === 1 ? '' : 's'}`,
      shortened(errors),
    )
  }
  return document
}

/** `-` is standard input. */
export const readFlowgateDocument = async (path: string): Promise<FlowgateDocument> => {
  if (path === '-') return parseFlowgateDocument(await readAll(process.stdin, MOST_BYTES), 'standard input')
  let text: string
  try {
    if (statSync(path).size > MOST_BYTES)
      throw new Failure(EXIT.invalid, `${path} is larger than ${MOST_BYTES / 1_048_576} MiB`)
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw error instanceof Failure ? error : readFailure(path, error)
  }
  return parseFlowgateDocument(text, path)
}
