import {
  type ApiToken,
  createToken,
  createUser,
  exportAuditEvents,
  getSession,
  listAuditEvents,
  listRoles,
  listTokens,
  listUsers,
  PERMISSIONS,
  type Permission,
  ROLES,
  type Role,
  revokeToken,
} from '@flowgate/shared'
import { type Command, Option } from 'commander'
import { contextOf } from '../context.ts'
import { readAll } from '../input.ts'
import { collect, type FilterOptions, filterQuery, integer, withFilter, withLimit } from '../options.ts'
import type { Column } from '../output/printer.ts'
import { time } from '../output/text.ts'
import { promptHidden } from '../prompt.ts'

const tokenColumns: readonly Column<ApiToken>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'begins', cell: ({ prefix }) => prefix },
  { head: 'expires', cell: ({ expiresAt }) => time(expiresAt) },
  { head: 'last used', cell: ({ lastUsedAt }) => time(lastUsedAt) },
  { head: 'revoked', cell: ({ revokedAt }) => time(revokedAt) },
]

const userCommands = (program: Command): void => {
  const user = program.command('user').description('users and roles')
  withFilter(user.command('list').description('list users')).action(
    async (options: FilterOptions, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(
        await all(listUsers, { query: filterQuery(options) }, options.limit),
        [
          { head: 'id', cell: ({ id }) => id },
          { head: 'e-mail', cell: ({ email }) => email },
          { head: 'name', cell: ({ name }) => name },
          { head: 'role', cell: ({ role }) => role },
          { head: 'sees', cell: ({ scope }) => (scope.length === 0 ? 'everything' : scope.join(', ')) },
          { head: 'disabled', cell: ({ disabled }) => (disabled ? 'yes' : 'no') },
          { head: 'last sign-in', cell: ({ lastSignInAt }) => time(lastSignInAt) },
        ],
        'no users',
      )
    },
  )
  user
    .command('create')
    .description('create a user; the first password is asked for, or read with --password-stdin')
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .addOption(new Option('--role <role>').choices(ROLES).makeOptionMandatory())
    .option('--scope <tag>', 'bounds what the user sees; repeatable', collect, [])
    .option('--password-stdin', 'read the first password from standard input')
    .action(
      async (
        options: { email: string; name: string; role: Role; scope: string[]; passwordStdin?: boolean },
        command: Command,
      ) => {
        const { client, print } = contextOf(command)
        const { email, name, role, scope } = options
        const password = options.passwordStdin
          ? (await readAll(process.stdin, 4_096)).replace(/\r?\n$/, '')
          : await promptHidden('First password: ')
        const created = await client.call(createUser, { body: { email, name, role, scope, password } })
        print.done(`created ${created.email} as ${created.role}`, created)
      },
    )
  user
    .command('roles')
    .description('roles and what they may do')
    .action(async (_: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      const { items } = await client.call(listRoles)
      print.list(
        items,
        [
          { head: 'role', cell: ({ role }) => role },
          { head: 'may', cell: ({ permissions }) => permissions.join(', ') },
        ],
        'no roles',
      )
    })
}

const tokenCommands = (program: Command): void => {
  const token = program.command('token').description('your API tokens')
  withLimit(token.command('list').description('list tokens')).action(
    async ({ limit }: { limit: number }, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(await all(listTokens, {}, limit), tokenColumns, 'no tokens')
    },
  )
  token
    .command('create')
    .description('create a token; its secret is printed once')
    .requiredOption('--name <name>')
    .addOption(
      new Option('--permission <permission>', 'repeatable; all of your own when left out')
        .choices(PERMISSIONS)
        .argParser(collect),
    )
    .option('--expires-in-days <n>', '', integer(1, 365), 30)
    .action(
      async (
        options: { name: string; permission?: Permission[]; expiresInDays: number },
        command: Command,
      ) => {
        const { client, print } = contextOf(command)
        const permissions = options.permission ?? (await client.call(getSession)).permissions
        const { name, expiresInDays } = options
        const created = await client.call(createToken, { body: { name, permissions, expiresInDays } })
        print.note('this is the only time that the secret is shown')
        print.done(created.secret, created)
      },
    )
  token
    .command('revoke')
    .description('revoke a token')
    .argument('<token>', 'id')
    .action(async (tokenId: string, _: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      await client.call(revokeToken, { params: { tokenId } })
      print.done(`revoked token ${tokenId}`, { revoked: tokenId })
    })
}

interface AuditFilter {
  readonly actor?: string
  readonly action?: string
  readonly objectId?: string
  readonly from?: string
  readonly to?: string
}

const auditCommands = (program: Command): void => {
  const audit = program.command('audit').description('the audit log')
  const filter = (command: Command): Command =>
    command
      .option('--actor <name>')
      .option('--action <action>')
      .option('--object-id <id>')
      .option('--from <time>')
      .option('--to <time>')
  const queryOf = (options: AuditFilter) => {
    const { actor, action, objectId, from, to } = options
    return Object.fromEntries(
      Object.entries({ actor, action, objectId, from, to }).filter(([, value]) => value !== undefined),
    )
  }
  filter(withFilter(audit.command('list').description('events, newest first'))).action(
    async (options: FilterOptions & AuditFilter, command: Command) => {
      const { print, all } = contextOf(command)
      print.list(
        await all(
          listAuditEvents,
          { query: { ...queryOf(options), ...filterQuery(options) } },
          options.limit,
        ),
        [
          { head: 'at', cell: ({ at }) => time(at) },
          { head: 'who', cell: ({ actor }) => actor.name },
          { head: 'action', cell: ({ action }) => action },
          { head: 'object', cell: ({ object }) => (object === null ? null : (object.name ?? object.id)) },
          { head: 'outcome', cell: ({ outcome }) => outcome },
          { head: 'request', cell: ({ requestId }) => requestId },
        ],
        'no events',
      )
    },
  )
  filter(audit.command('export').description('all events that match, to standard output'))
    .addOption(new Option('--format <format>').choices(['csv', 'ndjson'] as const).default('ndjson'))
    .action(async (options: AuditFilter & { format: 'csv' | 'ndjson' }, command: Command) => {
      const { client } = contextOf(command)
      const response = await client.request(exportAuditEvents, {
        query: { ...queryOf(options), format: options.format },
      })
      for await (const chunk of response.body ?? []) process.stdout.write(chunk)
    })
}

export const peopleCommands = (program: Command): void => {
  userCommands(program)
  tokenCommands(program)
  auditCommands(program)
}
