import { createHmac, timingSafeEqual } from 'node:crypto'
import { COOKIE_PREFIX } from './better-auth.ts'

const sessionNames = new Set([`${COOKIE_PREFIX}.session_token`, `__Secure-${COOKIE_PREFIX}.session_token`])

const pairs = (header: string | undefined): (readonly [string, string])[] =>
  (header ?? '').split(';').flatMap((part) => {
    const at = part.indexOf('=')
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const]
  })

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/**
 * The session's token, when the cookie was signed by us: `TOKEN.SIGNATURE`, HMAC-SHA-256 in base64.
 * @returns null when there is no session cookie, `forged` when its signature is wrong
 */
export const sessionTokenOf = (
  cookieHeader: string | undefined,
  secret: string,
): string | 'forged' | null => {
  const found = pairs(cookieHeader).find(([name]) => sessionNames.has(name))
  if (found === undefined || found[1] === '') return null
  const value = decode(found[1])
  const at = value?.lastIndexOf('.') ?? -1
  if (value === null || at <= 0) return 'forged'
  const token = value.slice(0, at)
  const given = Buffer.from(value.slice(at + 1), 'base64')
  const right = createHmac('sha256', secret).update(token).digest()
  return given.length === right.length && timingSafeEqual(given, right) ? token : 'forged'
}

/** A cookie header with only those cookies whose name has `part` in it. */
export const onlyCookies = (cookieHeader: string | undefined, part: string): Headers =>
  new Headers({
    cookie: pairs(cookieHeader)
      .filter(([name]) => name.includes(part))
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  })
