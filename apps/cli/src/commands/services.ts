import {
  createService,
  deleteService,
  listServices,
  type ServiceItem,
  serviceEntry,
  serviceUsage,
} from '@flowgate/shared'
import { type Command, InvalidArgumentError } from 'commander'
import type { z } from 'zod'
import { contextOf } from '../context.ts'
import { findService } from '../lookup/by-name.ts'
import { viewOf, viewOfDraft } from '../lookup/view.ts'
import {
  type FilterOptions,
  filterQuery,
  integer,
  type ViewOptions,
  withDraft,
  withFilter,
  withView,
} from '../options.ts'
import type { Column } from '../output/printer.ts'
import { referenceColumns } from '../output/reference-columns.ts'
import { entryText } from '../output/rule-columns.ts'

const columns: readonly Column<ServiceItem>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'entries', cell: ({ entries, services }) => [...entries.map(entryText), ...services].join(', ') },
  { head: 'used by', cell: ({ usedBy }) => usedBy },
  { head: 'built in', cell: ({ builtin }) => (builtin ? 'yes' : 'no') },
  { head: 'change', cell: ({ change }) => change },
]

type Entry = z.input<typeof serviceEntry>

/** `tcp/443`, `tcp/80+8000-8100`, `udp`, `icmp/8`, `icmp/3.1`, `ip/47`. */
const parseEntry = (text: string, before: readonly Entry[] = []): Entry[] => {
  const [, protocol = '', rest = ''] = /^([a-z0-9]+)(?:\/(.+))?$/.exec(text) ?? []
  const numbers = (part: string, mark: string): number[] => (part === '' ? [] : part.split(mark).map(Number))
  const entry: unknown =
    protocol === 'ip'
      ? { protocol, number: rest === '' ? Number.NaN : Number(rest) }
      : protocol.startsWith('icmp')
        ? { protocol, type: numbers(rest, '.')[0] ?? null, code: numbers(rest, '.')[1] ?? null }
        : {
            protocol,
            destinationPorts:
              rest === ''
                ? []
                : rest.split('+').map((part) => {
                    const [from, to = from] = numbers(part, '-')
                    return [from, to]
                  }),
          }
  const parsed = serviceEntry.safeParse(entry)
  if (!parsed.success)
    throw new InvalidArgumentError('Write entries like tcp/443, tcp/80+8000-8100, udp/53, icmp/8, ip/47.')
  return [...before, parsed.data]
}

export const serviceCommands = (program: Command): void => {
  const service = program.command('service').description('services: named protocols and ports')

  withView(withFilter(service.command('list').description('list services')))
    .option('--port <port>', 'services that cover this port', integer(0, 65_535))
    .action(async (options: FilterOptions & ViewOptions & { port?: number }, command: Command) => {
      const { client, print, all } = contextOf(command)
      const port = options.port === undefined ? {} : { port: options.port }
      const query = { view: await viewOf(client, options), ...port, ...filterQuery(options) }
      print.list(await all(listServices, { query }, options.limit), columns, 'no services')
    })

  withView(service.command('get').description('show one service').argument('<service>', 'id or name')).action(
    async (text: string, options: ViewOptions, command: Command) => {
      const { client, print } = contextOf(command)
      print.one(await findService(client, text, await viewOf(client, options)), [
        ...columns,
        { head: 'description', cell: ({ description }) => description },
      ])
    },
  )

  withDraft(
    service
      .command('create')
      .description('create a service in a draft')
      .requiredOption('--name <name>')
      .option('--id <id>', 'made from the name when left out')
      .option('--description <text>', '', '')
      .requiredOption('--entry <entry>', 'such as tcp/443; repeatable', parseEntry),
  )
    .addHelpText(
      'after',
      '\nExample:\n  flowgate service create --name "Shop API" --entry tcp/8080 --entry tcp/9000-9010',
    )
    .action(async (options, command: Command) => {
      const { client, print } = contextOf(command)
      const { name, id, description, entry: entries, draft: draftId } = options
      const body = { name, description, entries, ...(id ? { id } : {}) }
      const created = await client.call(createService, { params: { draftId }, body })
      print.done(`created service ${created.name} (${created.id}) in the draft`, created)
    })

  withDraft(
    service
      .command('delete')
      .description('delete a service that nothing uses')
      .argument('<service>', 'id or name'),
  ).action(async (text: string, options: { draft: string }, command: Command) => {
    const { client, print } = contextOf(command)
    const found = await findService(client, text, await viewOfDraft(client, options.draft))
    const params = { draftId: options.draft, serviceId: found.id }
    await client.call(deleteService, { params }, { ifMatch: found.etag })
    print.done(`deleted service ${found.name} in the draft`, { deleted: found.id })
  })

  withView(
    service.command('usage').description('where a service is used').argument('<service>', 'id or name'),
  ).action(async (text: string, options: ViewOptions, command: Command) => {
    const { client, print } = contextOf(command)
    const view = await viewOf(client, options)
    const { id: serviceId } = await findService(client, text, view)
    const { items } = await client.call(serviceUsage, { params: { serviceId }, query: { view } })
    print.list(items, referenceColumns, 'nothing uses it')
  })
}
