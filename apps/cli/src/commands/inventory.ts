import {
  enforcementMode,
  listHosts,
  listSegments,
  listTags,
  listWorkloads,
  tag as tagSchema,
  updateWorkload,
  type WorkloadItem,
} from '@flowgate/shared'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { contextOf } from '../context.ts'
import { findWorkload } from '../lookup/by-name.ts'
import { type FilterOptions, filterQuery, withFilter } from '../options.ts'
import type { Column } from '../output/printer.ts'

const tagText = ({ scope, value }: { scope: string; value: string }): string => `${scope}:${value}`

const columns: readonly Column<WorkloadItem>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'host', cell: ({ hostName }) => hostName },
  { head: 'addresses', cell: ({ vnics }) => vnics.flatMap(({ addresses }) => addresses).join(', ') },
  { head: 'tags', cell: ({ tags }) => tags.map(tagText).join(', ') },
  { head: 'mode', cell: ({ mode, excluded }) => (excluded ? 'excluded' : mode) },
]

const parseTag = (text: string): { scope: string; value: string } => {
  const colon = text.indexOf(':')
  const parsed = tagSchema.safeParse({
    scope: text.slice(0, Math.max(colon, 0)),
    value: text.slice(colon + 1),
  })
  if (colon < 0 || !parsed.success) throw new InvalidArgumentError('Write tags as scope:value.')
  return parsed.data
}

export const inventoryCommands = (program: Command): void => {
  const workload = program.command('workload').description('workloads, their tags and enforcement modes')

  withFilter(workload.command('list').description('list workloads'))
    .option('--tag <tag>', 'scope:value')
    .option('--host <id>')
    .addOption(new Option('--mode <mode>').choices(enforcementMode.options))
    .action(
      async (
        options: FilterOptions & { tag?: string; host?: string; mode?: WorkloadItem['mode'] },
        command: Command,
      ) => {
        const { print, all } = contextOf(command)
        const query = {
          ...filterQuery(options),
          ...(options.tag ? { tag: options.tag } : {}),
          ...(options.host ? { host: options.host } : {}),
          ...(options.mode ? { mode: options.mode } : {}),
        }
        print.list(await all(listWorkloads, { query }, options.limit), columns, 'no workloads')
      },
    )
  workload
    .command('get')
    .description('show one workload')
    .argument('<workload>', 'id or name')
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      print.one(await findWorkload(client, text), columns)
    })

  const change =
    (edit: (before: WorkloadItem, value: string) => object, told: string) =>
    async (text: string, value: string, _: unknown, command: Command): Promise<void> => {
      const { client, print } = contextOf(command)
      const before = await findWorkload(client, text)
      const params = { workloadId: before.id }
      const after = await client.call(
        updateWorkload,
        { params, body: edit(before, value) },
        { ifMatch: before.etag },
      )
      print.done(
        `${told} ${after.name}: ${after.tags.map(tagText).join(', ') || 'no tags'}; mode ${after.mode}`,
        after,
      )
    }
  const same = (a: { scope: string; value: string }, b: { scope: string; value: string }): boolean =>
    a.scope === b.scope && a.value === b.value
  workload
    .command('tag')
    .description('add a tag')
    .argument('<workload>', 'id or name')
    .argument('<tag>', 'scope:value')
    .action(
      change((before, text) => {
        const added = parseTag(text)
        return { tags: [...before.tags.filter((one) => !same(one, added)), added] }
      }, 'tagged'),
    )
  workload
    .command('untag')
    .description('take a tag away')
    .argument('<workload>', 'id or name')
    .argument('<tag>', 'scope:value')
    .action(
      change(
        (before, text) => ({ tags: before.tags.filter((one) => !same(one, parseTag(text))) }),
        'untagged',
      ),
    )
  workload
    .command('set-mode')
    .description('idle, visibility, selective or full')
    .argument('<workload>', 'id or name')
    .argument('<mode>')
    .action(
      change((_before, text) => {
        const mode = enforcementMode.safeParse(text)
        if (!mode.success) throw new InvalidArgumentError(`Use one of ${enforcementMode.options.join(', ')}.`)
        return { mode: mode.data }
      }, 'changed'),
    )

  withFilter(program.command('host').description('hosts').command('list').description('list hosts')).action(
    async (options: FilterOptions, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(
        await all(listHosts, { query: filterQuery(options) }, options.limit),
        [
          { head: 'id', cell: ({ id }) => id },
          { head: 'name', cell: ({ name }) => name },
          { head: 'cluster', cell: ({ clusterName }) => clusterName },
          { head: 'site', cell: ({ siteName }) => siteName },
          { head: 'workloads', cell: ({ workloads }) => workloads },
        ],
        'no hosts',
      )
    },
  )
  withFilter(
    program.command('segment').description('segments').command('list').description('list segments'),
  ).action(async (options: FilterOptions, command: Command) => {
    const { print, all } = contextOf(command)
    print.list(
      await all(listSegments, { query: filterQuery(options) }, options.limit),
      [
        { head: 'id', cell: ({ id }) => id },
        { head: 'name', cell: ({ name }) => name },
        { head: 'vlan', cell: ({ vlan }) => vlan },
        { head: 'subnets', cell: ({ subnets }) => subnets.join(', ') },
        { head: 'workloads', cell: ({ workloads }) => workloads },
      ],
      'no segments',
    )
  })
  withFilter(program.command('tag').description('tags').command('list').description('tags in use')).action(
    async (options: FilterOptions, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(
        await all(listTags, { query: filterQuery(options) }, options.limit),
        [
          { head: 'tag', cell: tagText },
          { head: 'workloads', cell: ({ workloads }) => workloads },
        ],
        'no tags',
      )
    },
  )
}
