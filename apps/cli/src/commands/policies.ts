import {
  CATEGORIES,
  category as categorySchema,
  createPolicy,
  deletePolicy,
  getDraft,
  listPolicies,
  listRules,
  type PolicyItem,
  publishDraft,
  updatePolicy,
} from '@flowgate/shared'
import { type Command, Option } from 'commander'
import { type ActionWord, actionOption, toAction } from '../action-option.ts'
import { type Context, contextOf } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { findGroup, findPolicy, findService } from '../lookup/by-name.ts'
import { orNull, viewOf, viewOfDraft } from '../lookup/view.ts'
import {
  collect,
  type FilterOptions,
  filterQuery,
  integer,
  type ViewOptions,
  withDraft,
  withFilter,
  withLimit,
  withView,
} from '../options.ts'
import type { Column } from '../output/printer.ts'
import { ruleColumns } from '../output/rule-columns.ts'
import { waitForRealization } from '../realization.ts'

const columns: readonly Column<PolicyItem>[] = [
  { head: 'category', cell: ({ category }) => category },
  { head: '#', cell: ({ sequence }) => sequence },
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'rules', cell: ({ ruleCount }) => ruleCount },
  { head: 'enabled', cell: ({ enabled }) => (enabled ? 'yes' : 'no') },
  { head: 'change', cell: ({ change }) => change },
]
const fields: readonly Column<PolicyItem>[] = [
  ...columns,
  { head: 'description', cell: ({ description }) => description },
  {
    head: 'applied to',
    cell: ({ appliedTo }) => (appliedTo.length === 0 ? 'everything protected' : appliedTo.join(', ')),
  },
  {
    head: 'stateful',
    cell: ({ stateful, tcpStrict }) => (stateful ? (tcpStrict ? 'yes, TCP-strict' : 'yes') : 'no'),
  },
]

interface CreateOptions {
  readonly name: string
  readonly id?: string
  readonly description: string
  readonly category: PolicyItem['category']
  readonly sourceGroup: string[]
  readonly destinationGroup: string[]
  readonly service: string[]
  readonly action?: ActionWord
  readonly appliedTo: string[]
  readonly log?: boolean
  readonly draft: string
}

const idsOf = async (
  names: readonly string[],
  find: (name: string) => Promise<{ id: string }>,
): Promise<string[]> => {
  const ids: string[] = []
  for (const name of names) ids.push((await find(name)).id)
  return ids
}

const firstRule = async ({ client }: Context, options: CreateOptions, view: string) => {
  const { sourceGroup, destinationGroup, service, action } = options
  if (action === undefined) {
    if (sourceGroup.length + destinationGroup.length + service.length === 0) return []
    throw new Failure(EXIT.usage, 'a policy with sources, destinations or services needs --action')
  }
  const group = (name: string) => findGroup(client, name, view)
  return [
    {
      name: options.name,
      sources: { groups: await idsOf(sourceGroup, group) },
      destinations: { groups: await idsOf(destinationGroup, group) },
      services: { services: await idsOf(service, (name) => findService(client, name, view)) },
      action: toAction(action),
      log: options.log ?? false,
    },
  ]
}

const create = async (options: CreateOptions, command: Command): Promise<void> => {
  const context = contextOf(command)
  const { client, print } = context
  const view = await viewOfDraft(client, options.draft)
  const rules = await firstRule(context, options, view)
  const created = await client.call(createPolicy, {
    params: { draftId: options.draft },
    body: {
      name: options.name,
      description: options.description,
      category: options.category,
      appliedTo: await idsOf(options.appliedTo, (name) => findGroup(client, name, view)),
      rules,
      ...(options.id ? { id: options.id } : {}),
    },
  })
  const what = rules.length === 0 ? 'without rules' : 'with one rule'
  print.done(
    `created policy ${created.name} (${created.id}) ${what} in category ${created.category} of the draft`,
    created,
  )
}

interface DeployOptions {
  readonly policyId: string[]
  readonly note?: string
  readonly draft: string
  readonly wait: boolean
  readonly timeout: number
}

const deploy = async (options: DeployOptions, command: Command): Promise<void> => {
  const { client, print } = contextOf(command)
  const draft = await orNull(client.call(getDraft, { params: { draftId: options.draft } }))
  if (draft === null) throw new Failure(EXIT.notFound, 'you have no draft: there is nothing to deploy')
  const policies = await idsOf(options.policyId, (name) => findPolicy(client, name, `draft:${draft.id}`))
  const note = options.note ?? `deploy ${policies.join(', ')}`
  const result = await client.call(publishDraft, { params: { draftId: draft.id }, body: { note, policies } })
  const hosts = options.wait
    ? await waitForRealization(client, result.revision, options.timeout * 1_000)
    : null
  const realized = hosts === null ? '' : `; ${hosts.realized}/${hosts.hosts} hosts realized it`
  print.done(`published revision ${result.revision}${realized}`, {
    ...result,
    ...(hosts === null ? {} : { realized: hosts.realized }),
  })
  for (const laggard of hosts?.notRealized ?? [])
    print.note(`${laggard.name}: ${laggard.realization}${laggard.error ? `, ${laggard.error}` : ''}`)
}

export const policyCommands = (program: Command): void => {
  const policy = program.command('policy').description('policies and their deployment')

  withView(withFilter(policy.command('list').description('policies in evaluation order')))
    .addOption(new Option('--category <category>').choices(CATEGORIES))
    .action(async (options: FilterOptions & ViewOptions & { category?: string }, command: Command) => {
      const { client, print, all } = contextOf(command)
      const category =
        options.category === undefined ? {} : { category: categorySchema.parse(options.category) }
      const query = { view: await viewOf(client, options), ...category, ...filterQuery(options) }
      print.list(await all(listPolicies, { query }, options.limit), columns, 'no policies')
    })

  withView(policy.command('get').description('show one policy').argument('<policy>', 'id or name')).action(
    async (text: string, options: ViewOptions, command: Command) => {
      const { client, print } = contextOf(command)
      print.one(await findPolicy(client, text, await viewOf(client, options)), fields)
    },
  )

  withView(
    withLimit(
      policy.command('rules').description('rules of a policy in order').argument('<policy>', 'id or name'),
    ),
  ).action(async (text: string, options: ViewOptions & { limit: number }, command: Command) => {
    const { client, print, all } = contextOf(command)
    const view = await viewOf(client, options)
    const { id: policyId } = await findPolicy(client, text, view)
    print.list(await all(listRules, { query: { view, policyId } }, options.limit), ruleColumns, 'no rules')
  })

  withDraft(
    policy
      .command('create')
      .description('create a policy in a draft; with --action, with its first rule')
      .requiredOption('--name <name>')
      .option('--id <id>', 'made from the name when left out')
      .option('--description <text>', '', '')
      .addOption(new Option('--category <category>').choices(CATEGORIES).default('application'))
      .option('--source-group <group>', 'id or name; repeatable; without one: any', collect, [])
      .option('--destination-group <group>', 'id or name; repeatable; without one: any', collect, [])
      .option('--service <service>', 'id or name; repeatable; without one: any', collect, [])
      .addOption(actionOption())
      .option('--applied-to <group>', 'id or name; repeatable; without one: all protected vNICs', collect, [])
      .option('--log', 'log what the rule decides'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  flowgate policy create --name "Block_VM1_to_VM2" --source-group "VM1_SG" --destination-group "VM2_SG" --action "deny"',
    )
    .action(create)

  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    withDraft(
      policy.command(verb).description(`${verb} a policy in a draft`).argument('<policy>', 'id or name'),
    ).action(async (text: string, options: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      const found = await findPolicy(client, text, await viewOfDraft(client, options.draft))
      const params = { draftId: options.draft, policyId: found.id }
      const changed = await client.call(updatePolicy, { params, body: { enabled } }, { ifMatch: found.etag })
      print.done(`${verb}d policy ${changed.name} in the draft`, changed)
    })
  }

  withDraft(
    policy
      .command('delete')
      .description('delete a policy and its rules in a draft')
      .argument('<policy>', 'id or name'),
  ).action(async (text: string, options: { draft: string }, command: Command) => {
    const { client, print } = contextOf(command)
    const found = await findPolicy(client, text, await viewOfDraft(client, options.draft))
    await client.call(
      deletePolicy,
      { params: { draftId: options.draft, policyId: found.id } },
      { ifMatch: found.etag },
    )
    print.done(`deleted policy ${found.name} with ${found.ruleCount} rules in the draft`, {
      deleted: found.id,
    })
  })

  withDraft(
    policy
      .command('deploy')
      .description('publish policies with what they refer to, and wait until the hosts enforce them')
      .requiredOption('--policy-id <policy>', 'id or name; repeatable', collect, [])
      .option('--note <text>', 'why, for the revision and the audit log')
      .option('--no-wait', 'do not wait for the hosts')
      .option('--timeout <seconds>', 'how long to wait for the hosts', integer(1, 3_600), 30),
  )
    .addHelpText('after', '\nExample:\n  flowgate policy deploy --policy-id "Block_VM1_to_VM2"')
    .action(deploy)
}
