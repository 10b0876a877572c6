import {
  createClient,
  createToken,
  getSession,
  missingPermissions,
  revokeToken,
  type Session,
  signIn,
  signOut,
  verifySecondFactor,
} from '@flowgate/shared'
import type { Command } from 'commander'
import { connection, cookieHeaders, DEFAULT_URL } from '../config/connection.ts'
import { configFile, readSignIn, removeSignIn, writeSignIn } from '../config/store.ts'
import { contextOf, printerOf } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { readAll } from '../input.ts'
import { integer } from '../options.ts'
import { time } from '../output/text.ts'
import { prompt, promptHidden } from '../prompt.ts'

interface LoginOptions {
  readonly url?: string
  readonly email?: string
  readonly passwordStdin?: boolean
  readonly code?: string
  readonly expiresInDays: number
}

const password = async ({ passwordStdin }: LoginOptions): Promise<string> => {
  if (passwordStdin) return (await readAll(process.stdin, 4_096)).replace(/\r?\n$/, '')
  return promptHidden('Password: ')
}

const cookieOf = (response: Response, before = ''): string =>
  [
    ...(before === '' ? [] : [before]),
    ...response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? ''),
  ]
    .filter((pair) => pair !== '' && !pair.endsWith('='))
    .join('; ')

/** Signs in as the console does, and answers with the session and its cookie. */
const openSession = async (
  url: string,
  options: LoginOptions,
): Promise<{ session: Session; cookie: string }> => {
  const email = options.email ?? (await prompt('E-mail: '))
  let cookie = ''
  const client = createClient({
    baseUrl: url,
    fetch,
    headers: () => (cookie === '' ? { origin: new URL(url).origin } : cookieHeaders(url, cookie)),
  })
  const first = await client.request(signIn, { body: { email, password: await password(options) } })
  cookie = cookieOf(first)
  const answer = signIn.response?.parse(await first.json())
  if (answer !== undefined && 'user' in answer) return { session: answer, cookie }
  const code = options.code ?? (await prompt('One-time code: '))
  const second = await client.request(verifySecondFactor, { body: { code } })
  const session = getSession.response?.parse(await second.json())
  if (session === undefined) throw new Failure(EXIT.server, 'the Manager did not answer with a session')
  return { session, cookie: cookieOf(second) || cookie }
}

const urlOf = (text: string): string => {
  try {
    const url = new URL(text)
    if (url.protocol === 'http:' || url.protocol === 'https:') return text.replace(/\/+$/, '')
  } catch {
    // said below
  }
  throw new Failure(EXIT.usage, `\`${text}\` is not the address of a Manager`, [
    `write it like ${DEFAULT_URL}`,
  ])
}

export const authCommands = (program: Command): void => {
  program
    .command('login')
    .description('sign in and store an API token, readable by you alone')
    .option('--url <url>', 'address of the Manager')
    .option('--email <email>')
    .option('--password-stdin', 'read the password from standard input')
    .option('--code <code>', 'one-time code, where a second factor is on')
    .option('--expires-in-days <n>', 'how long the token lives', integer(1, 365), 30)
    .addHelpText(
      'after',
      '\nExample:\n  flowgate login --url http://127.0.0.1:8080 --email admin@flowgate.local --password-stdin < password.txt',
    )
    .action(async (options: LoginOptions, command: Command) => {
      const url = urlOf(options.url ?? connection().url)
      const print = printerOf(command)
      const { session, cookie } = await openSession(url, options)
      const { email } = session.user
      const headers = () => cookieHeaders(url, cookie)
      const client = createClient({ baseUrl: url, fetch, headers })
      if (missingPermissions(new Set(session.permissions), 'token:write').length > 0) {
        writeSignIn({ url, cookie, email, ...(session.expiresAt ? { expiresAt: session.expiresAt } : {}) })
        print.done(
          `signed in as ${email} until ${time(session.expiresAt)}; your role may not have API tokens`,
          session,
        )
        return
      }
      const name = `flowgate command on ${process.env.HOSTNAME || 'this computer'}`
      const { token, secret } = await client.call(createToken, {
        body: { name, permissions: session.permissions, expiresInDays: options.expiresInDays },
      })
      writeSignIn({ url, token: secret, tokenId: token.id, email, expiresAt: token.expiresAt })
      await client.call(signOut)
      print.done(
        `signed in as ${email}; the token in ${configFile()} lives until ${time(token.expiresAt)}`,
        session,
      )
    })

  program
    .command('logout')
    .description('revoke the stored token and forget it')
    .action(async (_: unknown, command: Command) => {
      const { client, print } = contextOf(command)
      const stored = readSignIn()
      if (stored === null) return print.done('you were not signed in', { signedOut: false })
      try {
        if (stored.tokenId) await client.call(revokeToken, { params: { tokenId: stored.tokenId } })
        else await client.call(signOut)
      } finally {
        removeSignIn()
      }
      print.done('signed out', { signedOut: true })
    })

  program
    .command('whoami')
    .description('who you are and what you may do')
    .action(async (_: unknown, command: Command) => {
      const { client, print, connection: found } = contextOf(command)
      const session = await client.call(getSession)
      print.one(session, [
        { head: 'user', cell: ({ user }) => `${user.name} <${user.email}>` },
        { head: 'role', cell: ({ user }) => user.role },
        {
          head: 'sees',
          cell: ({ user }) => (user.scope.length === 0 ? 'everything' : user.scope.join(', ')),
        },
        { head: 'may', cell: ({ permissions }) => permissions.join(', ') },
        { head: 'until', cell: ({ expiresAt }) => time(expiresAt) },
        { head: 'manager', cell: () => found.url },
      ])
    })
}
