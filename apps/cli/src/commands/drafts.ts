import {
  type Draft,
  discardDraft,
  draftChanges,
  draftFindings,
  getDraft,
  listDrafts,
  publishDraft,
  rebaseDraft,
  redoDraft,
  undoDraft,
} from '@flowgate/shared'
import { type Command, Option } from 'commander'
import { contextOf } from '../context.ts'
import { integer, withDraft, withLimit } from '../options.ts'
import { changeColumns } from '../output/change-columns.ts'
import type { Column } from '../output/printer.ts'
import { plural, time } from '../output/text.ts'
import { waitForRealization } from '../realization.ts'

const columns: readonly Column<Draft>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'owner', cell: ({ owner }) => owner.name },
  { head: 'changes', cell: ({ changeCount }) => changeCount },
  { head: 'errors', cell: ({ findings }) => findings.errors },
  { head: 'based on', cell: ({ baseRevision, behind }) => `${baseRevision}${behind ? ' (behind)' : ''}` },
  { head: 'changed', cell: ({ updatedAt }) => time(updatedAt) },
]

export const draftCommands = (program: Command): void => {
  const draft = program.command('draft').description('drafts: policy changes that are not published yet')

  withLimit(draft.command('list').description('open drafts, your own first')).action(
    async ({ limit }: { limit: number }, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(await all(listDrafts, {}, limit), columns, 'no drafts')
    },
  )
  withDraft(draft.command('show').description('one draft')).action(
    async ({ draft: draftId }: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      print.one(await client.call(getDraft, { params: { draftId } }), columns)
    },
  )
  withDraft(draft.command('changes').description('what the draft changes, object by object')).action(
    async ({ draft: draftId }: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      const { items } = await client.call(draftChanges, { params: { draftId } })
      print.list(items, changeColumns, 'no changes')
    },
  )
  withDraft(draft.command('findings').description('what is wrong or doubtful in the draft')).action(
    async ({ draft: draftId }: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      const { items } = await client.call(draftFindings, { params: { draftId } })
      print.list(
        items,
        [
          { head: 'severity', cell: ({ severity }) => severity },
          { head: 'object', cell: ({ object }) => (object === null ? null : `${object.kind} ${object.id}`) },
          { head: 'finding', cell: ({ message }) => message },
          { head: 'what to do', cell: ({ help }) => help },
        ],
        'no findings',
      )
    },
  )
  withDraft(draft.command('undo').description('take the last edit back')).action(
    async ({ draft: draftId }: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      const result = await client.call(undoDraft, { params: { draftId } })
      print.done(`took back: ${result.undone}`, result)
    },
  )
  withDraft(draft.command('redo').description('make the edit again that was taken back')).action(
    async ({ draft: draftId }: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      const result = await client.call(redoDraft, { params: { draftId } })
      print.done(`made again: ${result.redone}`, result)
    },
  )
  withDraft(draft.command('discard').description('throw a draft and all its changes away'))
    .requiredOption('--yes', 'do it: this cannot be taken back')
    .action(async ({ draft: draftId }: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      const found = await client.call(getDraft, { params: { draftId } })
      await client.call(discardDraft, { params: { draftId: found.id } })
      print.done(`discarded draft ${found.name} with ${plural(found.changeCount, 'change')}`, {
        discarded: found.id,
      })
    })
  withDraft(draft.command('rebase').description('carry the draft over to the newest revision'))
    .addOption(
      new Option('--keep <side>', 'for objects changed on both sides')
        .choices(['refuse', 'mine', 'theirs'] as const)
        .default('refuse'),
    )
    .action(async (options: { draft: string; keep: 'refuse' | 'mine' | 'theirs' }, command: Command) => {
      const { client, print } = contextOf(command)
      const rebased = await client.call(rebaseDraft, {
        params: { draftId: options.draft },
        body: { keep: options.keep },
      })
      print.done(`draft ${rebased.name} is based on revision ${rebased.baseRevision} now`, rebased)
    })
  withDraft(draft.command('publish').description('publish the whole draft as the next revision'))
    .option('--note <text>', 'why, for the revision and the audit log', '')
    .option('--no-wait', 'do not wait for the hosts')
    .option('--timeout <seconds>', 'how long to wait for the hosts', integer(1, 3_600), 30)
    .action(
      async (options: { draft: string; note: string; wait: boolean; timeout: number }, command: Command) => {
        const { client, print } = contextOf(command)
        const result = await client.call(publishDraft, {
          params: { draftId: options.draft },
          body: { note: options.note },
        })
        const hosts = options.wait
          ? await waitForRealization(client, result.revision, options.timeout * 1_000)
          : null
        const realized = hosts === null ? '' : `; ${hosts.realized}/${hosts.hosts} hosts realized it`
        print.done(`published revision ${result.revision}${realized}`, result)
      },
    )
}
