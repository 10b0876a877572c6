import { FIRST_ADMINISTRATOR } from './features/auth/first-administrator.ts'
import type { Config } from './platform/config.ts'

/** An address that a browser on this machine can open: "all addresses" is none. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/** What an operator needs to begin: where, and how to sign in. The generated password appears here and nowhere else. */
export const signInLines = (about: {
  config: Pick<Config, 'host' | 'publicUrl'>
  port: number
  password: string | null
}): string => {
  const { config, port, password } = about
  const url = config.publicUrl ?? `http://${reachable(config.host)}:${port}`
  const lines = [`Flowgate is ready at ${url}`]
  if (password === null) lines.push(`Sign in as ${FIRST_ADMINISTRATOR}, or with your own account.`)
  else
    lines.push(
      `Sign in as ${FIRST_ADMINISTRATOR} with the password ${password}`,
      'It is shown only now. Keep it, or change it after signing in.',
    )
  return `\n${lines.join('\n')}\n\n`
}
