import {
  addGroupMember,
  createGroup,
  criteria,
  deleteGroup,
  type GroupItem,
  groupEffectiveMembers,
  groupUsage,
  listGroups,
  removeGroupMember,
  updateGroup,
} from '@flowgate/shared'
import { type Command, Option } from 'commander'
import { type Context, contextOf } from '../context.ts'
import { jsonOption } from '../json-option.ts'
import { findGroup, findWorkload } from '../lookup/by-name.ts'
import { viewOf, viewOfDraft } from '../lookup/view.ts'
import {
  collect,
  type FilterOptions,
  filterQuery,
  type ViewOptions,
  withDraft,
  withFilter,
  withLimit,
  withView,
} from '../options.ts'
import type { Column } from '../output/printer.ts'
import { referenceColumns } from '../output/reference-columns.ts'
import { plural } from '../output/text.ts'

const columns: readonly Column<GroupItem>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'members', cell: ({ memberCount }) => memberCount },
  { head: 'used by', cell: ({ usedBy }) => usedBy },
  { head: 'change', cell: ({ change }) => change },
]
const fields: readonly Column<GroupItem>[] = [
  ...columns,
  { head: 'description', cell: ({ description }) => description },
  { head: 'workloads', cell: ({ members }) => members.workloads.join(', ') },
  { head: 'segments', cell: ({ members }) => members.segments.join(', ') },
  { head: 'groups', cell: ({ members }) => members.groups.join(', ') },
  { head: 'addresses', cell: ({ members }) => members.addresses.join(', ') },
  { head: 'criteria', cell: (group) => (group.criteria === null ? null : JSON.stringify(group.criteria)) },
]

const KINDS = ['workload', 'group', 'segment', 'address', 'identity'] as const
type Kind = (typeof KINDS)[number]
const memberKind = () => new Option('--kind <kind>', 'what the member is').choices(KINDS).default('workload')

interface MemberOptions {
  readonly groupId: string
  readonly memberId: string
  readonly kind: Kind
  readonly draft: string
}

/** Names are accepted for workloads and groups; everything else is what it is. */
const memberOf = async ({ client }: Context, kind: Kind, text: string, view: string): Promise<string> => {
  if (kind === 'workload') return (await findWorkload(client, text)).id
  if (kind === 'group') return (await findGroup(client, text, view)).id
  return text
}

const memberCommand = (parent: Command, name: string, description: string): Command =>
  withDraft(
    parent
      .command(name)
      .description(description)
      .requiredOption('--group-id <group>', 'id or name')
      .requiredOption('--member-id <member>', 'id or name of a workload; an address with --kind address')
      .addOption(memberKind()),
  )

const changeMember =
  (operation: typeof addGroupMember | typeof removeGroupMember, verb: string) =>
  async (options: MemberOptions, command: Command): Promise<void> => {
    const context = contextOf(command)
    const view = await viewOfDraft(context.client, options.draft)
    const { id: groupId } = await findGroup(context.client, options.groupId, view)
    const member = await memberOf(context, options.kind, options.memberId, view)
    const group = await context.client.call(operation, {
      params: { draftId: options.draft, groupId },
      body: { kind: options.kind, member },
    })
    context.print.done(
      `${verb} ${options.kind} ${member}; ${group.name} has ${plural(group.memberCount, 'effective member')}`,
      group,
    )
  }

export const securityGroupCommands = (program: Command): void => {
  const group = program.command('security-group').alias('group').description('security groups')

  withView(withFilter(group.command('list').description('list security groups'))).action(
    async (options: FilterOptions & ViewOptions, command: Command) => {
      const { client, print, all } = contextOf(command)
      const query = { view: await viewOf(client, options), ...filterQuery(options) }
      print.list(await all(listGroups, { query }, options.limit), columns, 'no security groups')
    },
  )

  withView(
    group.command('get').description('show one security group').argument('<group>', 'id or name'),
  ).action(async (text: string, options: ViewOptions, command: Command) => {
    const { client, print } = contextOf(command)
    print.one(await findGroup(client, text, await viewOf(client, options)), fields)
  })

  withDraft(
    group
      .command('create')
      .description('create a security group in a draft')
      .requiredOption('--name <name>')
      .option('--id <id>', 'made from the name when left out')
      .option('--description <text>', '', '')
      .option('--address <spec>', 'an address, CIDR or range; repeatable', collect, [])
      .option(
        '--criteria <json>',
        'dynamic members, such as {"field":"tag","scope":"app","operator":"equals","values":["pay"]}',
        jsonOption(criteria),
      ),
  )
    .addHelpText(
      'after',
      '\nExample:\n  flowgate security-group create --name "VM1_SG" --description "Security Group for VM1"',
    )
    .action(async (options, command: Command) => {
      const { client, print } = contextOf(command)
      const { name, id, description, address: addresses, draft: draftId } = options
      const created = await client.call(createGroup, {
        params: { draftId },
        body: {
          name,
          description,
          members: { addresses },
          criteria: options.criteria ?? null,
          ...(id ? { id } : {}),
        },
      })
      print.done(`created security group ${created.name} (${created.id}) in the draft`, created)
    })

  withDraft(
    group
      .command('update')
      .description('change name, description or criteria')
      .argument('<group>', 'id or name')
      .option('--name <name>')
      .option('--description <text>')
      .option('--criteria <json>', '`null` takes them away', jsonOption(criteria.nullable())),
  ).action(async (text: string, options, command: Command) => {
    const { client, print } = contextOf(command)
    const before = await findGroup(client, text, await viewOfDraft(client, options.draft))
    const { name, description, criteria: tree } = options
    const group = await client.call(
      updateGroup,
      {
        params: { draftId: options.draft, groupId: before.id },
        body: {
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(tree === undefined ? {} : { criteria: tree }),
        },
      },
      { ifMatch: before.etag },
    )
    print.done(
      `changed security group ${group.name}; ${plural(group.memberCount, 'effective member')}`,
      group,
    )
  })

  withDraft(
    group
      .command('delete')
      .description('delete a security group that nothing uses')
      .argument('<group>', 'id or name'),
  ).action(async (text: string, options: { draft: string }, command: Command) => {
    const { client, print } = contextOf(command)
    const found = await findGroup(client, text, await viewOfDraft(client, options.draft))
    const params = { draftId: options.draft, groupId: found.id }
    await client.call(deleteGroup, { params }, { ifMatch: found.etag })
    print.done(`deleted security group ${found.name} in the draft`, { deleted: found.id })
  })

  memberCommand(group, 'add-member', 'add a static member; adding it twice changes nothing')
    .addHelpText(
      'after',
      '\nExample:\n  flowgate security-group add-member --group-id "VM1_SG" --member-id "vm-123"',
    )
    .action(changeMember(addGroupMember, 'added'))
  memberCommand(group, 'remove-member', 'remove a static member').action(
    changeMember(removeGroupMember, 'removed'),
  )

  withView(
    withLimit(
      group
        .command('members')
        .description('effective members, each with its reasons')
        .argument('<group>', 'id or name'),
    ),
  ).action(async (text: string, options: ViewOptions & { limit: number }, command: Command) => {
    const { client, print, all } = contextOf(command)
    const view = await viewOf(client, options)
    const { id: groupId } = await findGroup(client, text, view)
    const members = await all(groupEffectiveMembers, { params: { groupId }, query: { view } }, options.limit)
    print.list(
      members,
      [
        { head: 'workload', cell: ({ name }) => name },
        { head: 'addresses', cell: ({ addresses }) => addresses.join(', ') },
        { head: 'because', cell: ({ reasons }) => reasons.map((reason) => reason.text).join('; ') },
      ],
      'no effective members',
    )
  })

  withView(
    group.command('usage').description('where a security group is used').argument('<group>', 'id or name'),
  ).action(async (text: string, options: ViewOptions, command: Command) => {
    const { client, print } = contextOf(command)
    const view = await viewOf(client, options)
    const { id: groupId } = await findGroup(client, text, view)
    const { items } = await client.call(groupUsage, { params: { groupId }, query: { view } })
    print.list(items, referenceColumns, 'nothing uses it')
  })
}
