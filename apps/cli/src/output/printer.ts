import Table from 'cli-table3'
import { stringify } from 'yaml'
import { safe } from './text.ts'

export const FORMATS = ['table', 'json', 'yaml'] as const
export type Format = (typeof FORMATS)[number]

/** A column of a table: its head, and what it shows of an item. */
export interface Column<T> {
  readonly head: string
  readonly cell: (item: T) => string | number | boolean | null | undefined
}

export interface Printer {
  readonly format: Format
  /** A list: rows of a table, or the items as they came. */
  list<T>(items: readonly T[], columns: readonly Column<T>[], empty: string): void
  /** One object: a table of two columns, or the object as it came. */
  one<T>(item: T, fields: readonly Column<T>[]): void
  /** What a person is told when all went well; `value` is what a program gets instead. */
  done(sentence: string, value: unknown): void
  line(text: string): void
  /** Beside the result: to standard error, so that output can be piped. */
  note(text: string): void
}

const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

const cellText = (value: string | number | boolean | null | undefined): string =>
  value === null || value === undefined || value === '' ? '-' : safe(String(value))

const newTable = (head: string[]) =>
  new Table({ head, chars: BARE, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } })

const tableText = (rows: string[][], head: string[] = []): string => {
  const table = newTable(head)
  table.push(...rows)
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** YAML that prints every list and text the same way each time. */
export const yamlText = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })

export const createPrinter = (
  format: Format,
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream,
): Printer => {
  const line = (text: string): void => void stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  const data = (value: unknown): void =>
    line(format === 'json' ? JSON.stringify(value, null, 2) : yamlText(value))
  const note = (text: string): void => void stderr.write(`${text}\n`)
  return {
    format,
    line,
    note,
    list: (items, columns, empty) => {
      if (format !== 'table') return data(items)
      if (items.length === 0) return note(empty)
      line(
        tableText(
          items.map((item) => columns.map(({ cell }) => cellText(cell(item)))),
          columns.map(({ head }) => head.toUpperCase()),
        ),
      )
    },
    one: (item, fields) => {
      if (format !== 'table') return data(item)
      line(tableText(fields.map(({ head, cell }) => [head, cellText(cell(item))])))
    },
    done: (sentence, value) => (format === 'table' ? line(sentence) : data(value)),
  }
}
