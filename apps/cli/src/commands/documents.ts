import type { FlowgateDocument } from '@flowgate/engine'
import { applyDocument, exportDocument, planDocument } from '@flowgate/shared'
import type { Command } from 'commander'
import { contextOf } from '../context.ts'
import { readFlowgateDocument } from '../documents/parse.ts'
import { documentText } from '../documents/print.ts'
import { EXIT } from '../exit-codes.ts'
import { viewOf } from '../lookup/view.ts'
import { integer, type ViewOptions, withView } from '../options.ts'
import { changeColumns } from '../output/change-columns.ts'
import { plural } from '../output/text.ts'
import { waitForRealization } from '../realization.ts'

const MARK = { added: '+', modified: '~', removed: '-' } as const

export const documentCommands = (program: Command): void => {
  withView(
    program
      .command('export')
      .description('inventory and policy set as a Flowgate document, to standard output'),
  )
    .addHelpText('after', '\nExample:\n  flowgate export > policy.yaml')
    .action(async (options: ViewOptions, command: Command) => {
      const { client, print } = contextOf(command)
      const named = options.draft !== undefined || options.revision !== undefined
      const view = named ? await viewOf(client, options) : 'published'
      const document = await client.call(exportDocument, { query: { view } })
      print.line(documentText(document as FlowgateDocument, print.format === 'json' ? 'json' : 'yaml'))
    })

  program
    .command('plan')
    .description('what applying a document would change; exit code 1 when it changes something')
    .argument('<file>', '- is standard input')
    .action(async (file: string, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      const body = await readFlowgateDocument(file)
      const plan = await client.call(planDocument, { body: body as never })
      const changes = plan.inventory.length + plan.policy.length
      if (print.format !== 'table') print.done('', plan)
      else {
        for (const { kind, id, change } of plan.inventory) print.line(`${MARK[change]} ${kind} ${id}`)
        print.list(plan.policy, changeColumns, changes === 0 ? 'no changes' : 'no changes of policy')
      }
      process.exitCode = changes === 0 ? EXIT.ok : EXIT.negative
    })

  program
    .command('apply')
    .description('make inventory and published policy equal to a document; all of it or nothing')
    .argument('<file>', '- is standard input')
    .option('--note <text>', 'why, for the revision and the audit log')
    .option('--no-wait', 'do not wait for the hosts')
    .option('--timeout <seconds>', 'how long to wait for the hosts', integer(1, 3_600), 30)
    .action(
      async (file: string, options: { note?: string; wait: boolean; timeout: number }, command: Command) => {
        const { client, print } = contextOf(command)
        const body = await readFlowgateDocument(file)
        const query = {
          note: options.note ?? `apply ${file === '-' ? 'standard input' : (file.split('/').at(-1) ?? file)}`,
        }
        const result = await client.call(applyDocument, { query, body: body as never })
        const { revision, inventory, policy } = result
        if (inventory.length + policy.length === 0) return print.done('no changes', result)
        const hosts =
          revision !== null && options.wait
            ? await waitForRealization(client, revision, options.timeout * 1_000)
            : null
        const published = revision === null ? 'policy was equal already' : `published revision ${revision}`
        const realized = hosts === null ? '' : `; ${hosts.realized}/${hosts.hosts} hosts realized it`
        print.done(
          `${plural(inventory.length, 'change')} of inventory, ${plural(policy.length, 'change')} of policy; ${published}${realized}`,
          result,
        )
      },
    )
}
