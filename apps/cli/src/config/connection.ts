import { readSignIn, type StoredSignIn } from './store.ts'

export const DEFAULT_URL = 'http://127.0.0.1:8080'

export interface Connection {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** What it was made from, for `whoami` and `logout`. */
  readonly source: 'environment' | 'file' | 'none'
  readonly signIn: StoredSignIn | null
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** A session cookie proves nothing without the page it belongs to: the Manager refuses other origins. */
export const cookieHeaders = (url: string, cookie: string): Readonly<Record<string, string>> => ({
  cookie,
  origin: new URL(url).origin,
})

/** `FLOWGATE_URL` and `FLOWGATE_TOKEN` win over what `flowgate login` stored. */
export const connection = (env: NodeJS.ProcessEnv = process.env): Connection => {
  const token = env.FLOWGATE_TOKEN
  const fromEnv = env.FLOWGATE_URL
  if (token) {
    return {
      url: withoutSlash(fromEnv || readSignIn()?.url || DEFAULT_URL),
      headers: { authorization: `Bearer ${token}` },
      source: 'environment',
      signIn: null,
    }
  }
  const signIn = readSignIn()
  const url = withoutSlash(fromEnv || signIn?.url || DEFAULT_URL)
  // A credential is only for the Manager that gave it.
  if (signIn === null || withoutSlash(signIn.url) !== url)
    return { url, headers: {}, source: 'none', signIn: null }
  const headers = signIn.token
    ? { authorization: `Bearer ${signIn.token}` }
    : signIn.cookie
      ? cookieHeaders(url, signIn.cookie)
      : {}
  return { url, headers, source: 'file', signIn }
}
