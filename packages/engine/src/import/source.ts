/** Where something stands in a file: object keys and list positions. */
export type SourcePath = readonly (string | number)[]

/** One parsed object of a file. The reader of the file knows the lines; importers only ask. */
export interface ImportSource {
  readonly file: string
  readonly value: unknown
  /** Line, from 1, of what the path leads to; null where lines are not known. */
  readonly lineOf: (path: SourcePath) => number | null
}

/** Something in the input that the document does not say, or says otherwise, and what was done instead. */
export interface ImportGap {
  readonly file: string
  readonly line: number | null
  /** Keys and positions joined, as in `spec.ingress[0].ports[1]`; empty for a whole object. */
  readonly path: string
  /** Lower case, no full stop, input in backticks. */
  readonly message: string
}

/** Each once: reading and checking may come upon the same. */
export const distinctGaps = (gaps: readonly ImportGap[]): readonly ImportGap[] => [
  ...new Map(gaps.map((gap) => [`${gap.file} ${gap.line} ${gap.path} ${gap.message}`, gap])).values(),
]

/**
 * A value in a source that may be anything: reading it never throws. What is not of the wanted form reads as absent, after a
 * gap was noted.
 */
export interface SourceNode {
  readonly value: unknown
  /** Absent or null. */
  readonly absent: boolean
  readonly get: (key: string) => SourceNode
  /** Elements of a list; none where absent. */
  readonly items: () => readonly SourceNode[]
  /** Keys and values of an object; none where absent. */
  readonly entries: () => readonly (readonly [string, SourceNode])[]
  /** A string, or a number or boolean as its text; null where absent. */
  readonly text: () => string | null
  readonly number: () => number | null
  readonly gap: (message: string) => void
}

export function sourceNode(source: ImportSource, note: (gap: ImportGap) => void): SourceNode {
  const at = (value: unknown, path: SourcePath): SourceNode => {
    const gap = (message: string): void =>
      note({ file: source.file, line: source.lineOf(path), path: pathText(path), message })
    const absent = value === undefined || value === null
    return {
      value,
      absent,
      gap,
      get: (key) => at(isObject(value) ? value[key] : undefined, [...path, key]),
      items: () => {
        if (absent) return []
        if (Array.isArray(value)) return value.map((item: unknown, index) => at(item, [...path, index]))
        gap('a list is wanted here; it was left out')
        return []
      },
      entries: () => {
        if (absent) return []
        if (isObject(value))
          return Object.entries(value).map(([key, each]) => [key, at(each, [...path, key])])
        gap('an object is wanted here; it was left out')
        return []
      },
      text: () => {
        if (absent) return null
        if (typeof value === 'string') return value
        if (typeof value === 'number' || typeof value === 'boolean') return String(value)
        gap('a text is wanted here; it was left out')
        return null
      },
      number: () => {
        if (absent) return null
        if (typeof value === 'number') return value
        if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value)
        gap('a number is wanted here; it was left out')
        return null
      },
    }
  }
  return at(source.value, [])
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const pathText = (path: SourcePath): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${part}`)).join('')
