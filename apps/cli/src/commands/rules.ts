import { cloneRule, createRule, deleteRule, listRules, type Position, updateRule } from '@flowgate/shared'
import type { Command } from 'commander'
import { type ActionWord, actionOption, toAction } from '../action-option.ts'
import { contextOf } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { findGroup, findPolicy, findService, getRuleById } from '../lookup/by-name.ts'
import { viewOf, viewOfDraft } from '../lookup/view.ts'
import {
  collect,
  type FilterOptions,
  filterQuery,
  type ViewOptions,
  withDraft,
  withFilter,
  withView,
} from '../options.ts'
import { ruleColumns } from '../output/rule-columns.ts'

interface PlaceOptions {
  readonly before?: string
  readonly after?: string
  readonly first?: boolean
  readonly last?: boolean
}

const withPlace = (command: Command): Command =>
  command
    .option('--before <rule>', 'place it before this rule')
    .option('--after <rule>', 'place it after this rule')
    .option('--first', 'place it first')
    .option('--last', 'place it last')

const placeOf = ({ before, after, first, last }: PlaceOptions): Position | undefined => {
  const given: Position[] = []
  if (before !== undefined) given.push({ before })
  if (after !== undefined) given.push({ after })
  if (first) given.push({ at: 'first' })
  if (last) given.push({ at: 'last' })
  if (given.length > 1)
    throw new Failure(EXIT.usage, 'give only one of --before, --after, --first and --last')
  return given[0]
}

const withMatch = (command: Command): Command =>
  command
    .option('--source-group <group>', 'id or name; repeatable', collect)
    .option('--source-address <spec>', 'address, CIDR or range; repeatable', collect)
    .option('--destination-group <group>', 'id or name; repeatable', collect)
    .option('--destination-address <spec>', 'address, CIDR or range; repeatable', collect)
    .option('--service <service>', 'id or name; repeatable', collect)

interface MatchOptions {
  readonly sourceGroup?: string[]
  readonly sourceAddress?: string[]
  readonly destinationGroup?: string[]
  readonly destinationAddress?: string[]
  readonly service?: string[]
}

type Find = (name: string) => Promise<{ id: string }>
const ids = (names: readonly string[] = [], find: Find): Promise<string[]> =>
  Promise.all(names.map(async (name) => (await find(name)).id))

const matchOf = async (options: MatchOptions, group: Find, service: Find) => ({
  ...(options.sourceGroup || options.sourceAddress
    ? {
        sources: {
          groups: await ids(options.sourceGroup, group),
          addresses: options.sourceAddress ?? [],
          negated: false,
        },
      }
    : {}),
  ...(options.destinationGroup || options.destinationAddress
    ? {
        destinations: {
          groups: await ids(options.destinationGroup, group),
          addresses: options.destinationAddress ?? [],
          negated: false,
        },
      }
    : {}),
  ...(options.service ? { services: { services: await ids(options.service, service), entries: [] } } : {}),
})

export const ruleCommands = (program: Command): void => {
  const rule = program.command('rule').description('single rules')

  withView(withFilter(rule.command('list').description('rules in evaluation order')))
    .option('--policy <policy>', 'id or name')
    .option('--group <group>', 'rules that refer to this group')
    .action(
      async (
        options: FilterOptions & ViewOptions & { policy?: string; group?: string },
        command: Command,
      ) => {
        const { client, print, all } = contextOf(command)
        const view = await viewOf(client, options)
        const policy =
          options.policy === undefined
            ? {}
            : { policyId: (await findPolicy(client, options.policy, view)).id }
        const group =
          options.group === undefined ? {} : { group: (await findGroup(client, options.group, view)).id }
        const rules = await all(
          listRules,
          { query: { view, ...policy, ...group, ...filterQuery(options) } },
          options.limit,
        )
        print.list(rules, [{ head: 'policy', cell: ({ policyId }) => policyId }, ...ruleColumns], 'no rules')
      },
    )

  withView(rule.command('get').description('show one rule').argument('<rule>', 'id')).action(
    async (id: string, options: ViewOptions, command: Command) => {
      const { client, print } = contextOf(command)
      print.one(await getRuleById(client, id, await viewOf(client, options)), [
        { head: 'policy', cell: ({ policyId }) => policyId },
        ...ruleColumns,
        { head: 'note', cell: ({ note }) => note },
      ])
    },
  )

  withPlace(
    withMatch(
      withDraft(
        rule
          .command('create')
          .description('create a rule in a draft')
          .requiredOption('--policy-id <policy>', 'id or name')
          .requiredOption('--name <name>')
          .option('--id <id>', 'made from the policy when left out')
          .addOption(actionOption().makeOptionMandatory())
          .option('--log', 'log what the rule decides')
          .option('--note <text>', '', ''),
      ),
    ),
  ).action(async (options, command: Command) => {
    const { client, print } = contextOf(command)
    const view = await viewOfDraft(client, options.draft)
    const { id: policyId } = await findPolicy(client, options.policyId, view)
    const match = await matchOf(
      options,
      (name) => findGroup(client, name, view),
      (name) => findService(client, name, view),
    )
    const position = placeOf(options)
    const created = await client.call(createRule, {
      params: { draftId: options.draft, policyId },
      body: {
        name: options.name,
        action: toAction(options.action as ActionWord),
        log: options.log ?? false,
        note: options.note,
        ...match,
        ...(options.id ? { id: options.id } : {}),
        ...(position ? { position } : {}),
      },
    })
    print.done(
      `created rule ${created.name} (${created.id}) as number ${created.sequence} of ${policyId}`,
      created,
    )
  })

  const edit = async (
    id: string,
    draftId: string,
    command: Command,
    body: object,
    told: string,
  ): Promise<void> => {
    const { client, print } = contextOf(command)
    const before = await getRuleById(client, id, await viewOfDraft(client, draftId))
    const params = { draftId, policyId: before.policyId, ruleId: before.id }
    const after = await client.call(updateRule, { params, body }, { ifMatch: before.etag })
    print.done(
      `${told} rule ${after.name} (${after.id}), number ${after.sequence} of ${after.policyId}`,
      after,
    )
  }

  withMatch(
    withDraft(
      rule
        .command('update')
        .description('change a rule in a draft')
        .argument('<rule>', 'id')
        .option('--name <name>')
        .addOption(actionOption())
        .option('--note <text>'),
    ),
  ).action(async (id: string, options, command: Command) => {
    const { client } = contextOf(command)
    const view = await viewOfDraft(client, options.draft)
    const match = await matchOf(
      options,
      (name) => findGroup(client, name, view),
      (name) => findService(client, name, view),
    )
    const body = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.action === undefined ? {} : { action: toAction(options.action) }),
      ...(options.note === undefined ? {} : { note: options.note }),
      ...match,
    }
    await edit(id, options.draft, command, body, 'changed')
  })

  withPlace(
    withDraft(rule.command('move').description('move a rule in its policy').argument('<rule>', 'id')),
  ).action(async (id: string, options: PlaceOptions & { draft: string }, command: Command) => {
    const position = placeOf(options)
    if (position === undefined)
      throw new Failure(EXIT.usage, 'say where to: --before, --after, --first or --last')
    await edit(id, options.draft, command, { position }, 'moved')
  })
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    withDraft(rule.command(verb).description(`${verb} a rule in a draft`).argument('<rule>', 'id')).action(
      (id: string, options: { draft: string }, command: Command) =>
        edit(id, options.draft, command, { enabled }, `${verb}d`),
    )
  }

  withDraft(
    rule.command('clone').description('copy a rule, disabled, right below it').argument('<rule>', 'id'),
  ).action(async (id: string, options: { draft: string }, command: Command) => {
    const { client, print } = contextOf(command)
    const before = await getRuleById(client, id, await viewOfDraft(client, options.draft))
    const params = { draftId: options.draft, policyId: before.policyId, ruleId: before.id }
    const copy = await client.call(cloneRule, { params })
    print.done(`cloned rule ${before.id} as ${copy.id}, disabled`, copy)
  })
  withDraft(rule.command('delete').description('delete a rule in a draft').argument('<rule>', 'id')).action(
    async (id: string, options: { draft: string }, command: Command) => {
      const { client, print } = contextOf(command)
      const found = await getRuleById(client, id, await viewOfDraft(client, options.draft))
      const params = { draftId: options.draft, policyId: found.policyId, ruleId: found.id }
      await client.call(deleteRule, { params }, { ifMatch: found.etag })
      print.done(`deleted rule ${found.name} (${found.id}) in the draft`, { deleted: found.id })
    },
  )
}
