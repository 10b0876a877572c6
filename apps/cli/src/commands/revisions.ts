import {
  compareViews,
  getRevision,
  listRevisions,
  type Revision,
  revisionNumber,
  rollback,
} from '@flowgate/shared'
import { type Command, InvalidArgumentError } from 'commander'
import { contextOf } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { integer, withLimit } from '../options.ts'
import { changeColumns } from '../output/change-columns.ts'
import type { Column } from '../output/printer.ts'
import { time } from '../output/text.ts'
import { waitForRealization } from '../realization.ts'

const columns: readonly Column<Revision>[] = [
  { head: 'revision', cell: ({ number }) => number },
  { head: 'published', cell: ({ publishedAt }) => time(publishedAt) },
  { head: 'by', cell: ({ author }) => author.name },
  { head: 'note', cell: ({ note }) => note },
  { head: '+', cell: ({ changes }) => changes.added },
  { head: '~', cell: ({ changes }) => changes.modified + changes.moved },
  { head: '-', cell: ({ changes }) => changes.removed },
  { head: 'realized', cell: ({ realization: { realized, hosts } }) => `${realized}/${hosts}` },
  { head: 'hash', cell: ({ hash }) => hash.slice(0, 12) },
]

const number = (text: string): number => {
  const parsed = revisionNumber.safeParse(text)
  if (!parsed.success || !/^\d+$/.test(text)) throw new InvalidArgumentError('Use the number of a revision.')
  return parsed.data
}
/** `3`, `published` or `draft:ID` as the view it names. */
const viewText = (text: string): string => (/^\d+$/.test(text) ? `revision:${text}` : text)

export const revisionCommands = (program: Command): void => {
  const revision = program.command('revision').description('published policy sets')

  withLimit(revision.command('list').description('revisions, newest first')).action(
    async ({ limit }: { limit: number }, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(await all(listRevisions, {}, limit), columns, 'no revisions')
    },
  )
  revision
    .command('get')
    .description('one revision')
    .argument('<number>', '', number)
    .action(async (wanted: number, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      print.one(await client.call(getRevision, { params: { revision: wanted } }), [
        ...columns.slice(0, -1),
        { head: 'hash', cell: ({ hash }) => hash },
      ])
    })
  revision
    .command('compare')
    .description('what differs between two revisions or drafts; exit code 1 when something does')
    .argument('<before>', 'a number, `published`, or draft:ID')
    .argument('<after>', 'the same')
    .action(async (before: string, after: string, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      const query = { before: viewText(before), after: viewText(after) }
      const { items } = await client.call(compareViews, { query })
      print.list(items, changeColumns, 'no differences')
      process.exitCode = items.length === 0 ? EXIT.ok : EXIT.negative
    })
  revision
    .command('rollback')
    .description('publish an older revision’s content again')
    .argument('<number>', '', number)
    .option('--note <text>', 'why', '')
    .option('--timeout <seconds>', 'how long to wait for the hosts', integer(1, 3_600), 30)
    .action(async (wanted: number, options: { note: string; timeout: number }, command: Command) => {
      const { client, print } = contextOf(command)
      const result = await client.call(rollback, {
        params: { revision: wanted },
        body: { note: options.note },
      })
      const hosts = await waitForRealization(client, result.revision, options.timeout * 1_000)
      print.done(
        `published revision ${result.revision} with the content of ${wanted}; ${hosts.realized}/${hosts.hosts} hosts realized it`,
        result,
      )
    })
}
