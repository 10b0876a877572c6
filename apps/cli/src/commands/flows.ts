import { statSync } from 'node:fs'
import { Readable } from 'node:stream'
import {
  type FlowImport,
  type FlowItem,
  getImport,
  importFlows,
  listFlows,
  listImports,
  undoImport,
} from '@flowgate/shared'
import { type Command, Option } from 'commander'
import { type Context, contextOf } from '../context.ts'
import { openInput, readFailure } from '../input.ts'
import { type FilterOptions, filterQuery, integer, withFilter, withLimit } from '../options.ts'
import type { Column } from '../output/printer.ts'
import { progressBar } from '../output/progress.ts'
import { bytes, plural, safe, time } from '../output/text.ts'

const FORMATS = ['auto', 'vpc', 'zeek', 'hubble', 'csv', 'ndjson'] as const

const flowColumns: readonly Column<FlowItem>[] = [
  { head: 'last seen', cell: ({ lastSeen }) => time(lastSeen) },
  { head: 'source', cell: ({ source }) => source.name },
  { head: 'destination', cell: ({ destination }) => destination.name },
  { head: 'service', cell: ({ protocol, port }) => (port === null ? protocol : `${protocol}/${port}`) },
  { head: 'state', cell: ({ state }) => state },
  { head: 'decided by', cell: ({ decidedBy }) => decidedBy.ruleName ?? decidedBy.kind },
  { head: 'sessions', cell: ({ sessions }) => sessions },
  { head: 'bytes', cell: (flow) => bytes(flow.bytes) },
]
const importColumns: readonly Column<FlowImport>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'file', cell: ({ fileName }) => fileName },
  { head: 'format', cell: ({ format }) => format },
  { head: 'status', cell: ({ status }) => status },
  { head: 'records', cell: ({ records }) => records },
  { head: 'bad lines', cell: ({ badLines }) => badLines },
  { head: 'flows', cell: ({ flows }) => flows },
  { head: 'imported', cell: ({ importedAt }) => time(importedAt) },
]

const sizeOf = (path: string): number | null => {
  if (path === '-') return null
  try {
    return statSync(path).size
  } catch (error) {
    throw readFailure(path, error)
  }
}

const upload = async ({ client, print }: Context, path: string, format: (typeof FORMATS)[number]) => {
  const size = sizeOf(path)
  const bar = progressBar(process.stderr, size)
  const source = openInput(path)
  const fileName = path === '-' ? 'standard-input' : (path.split('/').at(-1) ?? path)
  const counted = Readable.from(
    (async function* () {
      try {
        for await (const chunk of source) {
          bar.add((chunk as Buffer).length)
          yield chunk
        }
      } catch (error) {
        throw readFailure(path, error)
      }
    })(),
  )
  try {
    const response = await client.request(
      importFlows,
      { query: { fileName: fileName.slice(0, 255), format } },
      { rawBody: Readable.toWeb(counted) },
    )
    bar.end()
    const parsed = importFlows.response?.parse(await response.json())
    if (parsed === undefined) throw new Error('the Manager answered without an import')
    if (parsed.repeated) print.note('this content was imported before: nothing changed')
    return parsed
  } finally {
    bar.end()
  }
}

export const flowCommands = (program: Command): void => {
  const flows = program.command('flows').description('observed traffic')

  withFilter(flows.command('list').description('flows, newest first'))
    .option('--source <selector>', 'such as app:shop, wl:vm-123, addr:10.0.0.0/8')
    .option('--destination <selector>', 'the same')
    .option('--port <port>', 'destination port', integer(0, 65_535))
    .option('--state <states>', 'allowed, denied, unprotected, unknown; comma-separated')
    .action(
      async (
        options: FilterOptions & { source?: string; destination?: string; port?: number; state?: string },
        command: Command,
      ) => {
        const { print, all } = contextOf(command)
        const { source, destination, port, state } = options
        const query = {
          ...filterQuery(options),
          ...(source ? { source } : {}),
          ...(destination ? { destination } : {}),
          ...(port === undefined ? {} : { port }),
          ...(state ? { state } : {}),
        }
        print.list(await all(listFlows, { query }, options.limit), flowColumns, 'no flows')
      },
    )

  flows
    .command('import')
    .description(
      'import AWS VPC flow logs, Zeek conn.log, Hubble JSON, CSV or NDJSON; gzip or plain; - is standard input',
    )
    .argument('<file>')
    .addOption(
      new Option('--format <format>', 'recognised by its content otherwise').choices(FORMATS).default('auto'),
    )
    .addHelpText('after', '\nExample:\n  flowgate flows import vpc-flow-logs.gz')
    .action(async (path: string, options: { format: (typeof FORMATS)[number] }, command: Command) => {
      const context = contextOf(command)
      const imported = await upload(context, path, options.format)
      context.print.done(
        `imported ${plural(imported.records, 'record')} as ${plural(imported.flows, 'flow')} (import ${imported.id}); ${plural(imported.badLines, 'bad line')}`,
        imported,
      )
      if (imported.badLines === 0) return
      const { lines } = await context.client.call(getImport, { params: { importId: imported.id } })
      for (const { line, reason } of lines.slice(0, 10)) context.print.note(`line ${line}: ${safe(reason)}`)
      if (imported.badLines > 10)
        context.print.note(`and ${imported.badLines - 10} more: flowgate flows bad-lines ${imported.id}`)
    })

  withLimit(flows.command('imports').description('imports, newest first')).action(
    async ({ limit }: { limit: number }, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(await all(listImports, {}, limit), importColumns, 'no imports')
    },
  )
  flows
    .command('bad-lines')
    .description('the lines of an import that could not be read')
    .argument('<import>', 'id')
    .action(async (importId: string, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      const { lines } = await client.call(getImport, { params: { importId } })
      print.list(
        lines,
        [
          { head: 'line', cell: ({ line }) => line },
          { head: 'reason', cell: ({ reason }) => reason },
          { head: 'text', cell: ({ text }) => text.slice(0, 80) },
        ],
        'no bad lines',
      )
    })
  flows
    .command('undo')
    .description('take all flows of an import away again')
    .argument('<import>', 'id')
    .action(async (importId: string, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      const undone = await client.call(undoImport, { params: { importId } })
      print.done(`took away ${plural(undone.flows, 'flow')} of ${undone.fileName}`, undone)
    })
}
