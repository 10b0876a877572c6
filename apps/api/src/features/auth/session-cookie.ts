import { createHmac, timingSafeEqual } from 'node:crypto'
import { COOKIE_PREFIX } from './better-auth.ts'

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
 * What a cookie that better-auth signed says: `TOKEN.SIGNATURE`, HMAC-SHA-256 in base64.
 * @param name without the prefix, such as `session_token`
 * @returns null when there is no such cookie, `forged` when its signature is wrong
 */
export const signedCookie = (
  cookieHeader: string | undefined,
  name: string,
  secret: string,
): string | 'forged' | null => {
  const names = [`${COOKIE_PREFIX}.${name}`, `__Secure-${COOKIE_PREFIX}.${name}`]
  const found = pairs(cookieHeader).find(([each]) => names.includes(each))
  if (found === undefined || found[1] === '') return null
  const value = decode(found[1])
  const at = value?.lastIndexOf('.') ?? -1
  if (value === null || at <= 0) return 'forged'
  const token = value.slice(0, at)
  const given = Buffer.from(value.slice(at + 1), 'base64')
  const right = createHmac('sha256', secret).update(token).digest()
  return given.length === right.length && timingSafeEqual(given, right) ? token : 'forged'
}

/** The session's token; see `signedCookie`. */
export const sessionTokenOf = (cookieHeader: string | undefined, secret: string): string | 'forged' | null =>
  signedCookie(cookieHeader, 'session_token', secret)

/** A cookie header with only those cookies whose name has `part` in it. */
export const onlyCookies = (cookieHeader: string | undefined, part: string): Headers =>
  new Headers({
    cookie: pairs(cookieHeader)
      .filter(([name]) => name.includes(part))
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  })
