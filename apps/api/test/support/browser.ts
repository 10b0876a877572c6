import type { Problem } from '@flowgate/shared'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; null without a body. */
  readonly body: unknown
}

export interface Browser {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  cookies(): ReadonlyMap<string, string>
  setCookie(name: string, value: string): void
}

/** Keeps cookies as a browser does, and says where its requests come from. Paths are below `/api/v1`. */
export const openBrowser = (baseUrl: string): Browser => {
  const jar = new Map<string, string>()
  return {
    cookies: () => jar,
    setCookie: (name, value) => {
      jar.set(name, value)
    },
    send: async (method, path, body, headers = {}) => {
      const response = await fetch(`${baseUrl}/api/v1${path}`, {
        method,
        headers: {
          ...(jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          origin: baseUrl,
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';')
        const at = pair.indexOf('=')
        if (/max-age=0/i.test(cookie)) jar.delete(pair.slice(0, at))
        else jar.set(pair.slice(0, at), pair.slice(at + 1))
      }
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? null : JSON.parse(text),
      }
    },
  }
}

/** The problem document of a refusal. */
export const problemOf = (answer: Answer): Problem => {
  if (answer.status < 400) throw new Error(`expected a refusal, got ${answer.status}`)
  return answer.body as Problem
}
