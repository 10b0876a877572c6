import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '@flowgate/shared'

const refuse = (from: string): never => {
  throw new AppError('cross_site', {
    detail: `a page of another site (${from.slice(0, 200)}) may not change anything here`,
  })
}

/**
 * Refuses a change that another site's page made the browser send. Browsers set both headers themselves and pages cannot
 * forge them; programs send neither, and carry no cookie by accident.
 * @throws AppError `cross_site`
 */
export const refuseCrossSite = (headers: IncomingHttpHeaders, publicUrl: string | undefined): void => {
  const { origin } = headers
  const own = publicUrl === undefined ? undefined : new URL(publicUrl).origin
  if (origin !== undefined) {
    if (origin === own) return
    const from = URL.canParse(origin) ? new URL(origin) : undefined
    // The same name without TLS is another site: anybody on the way could have written that page.
    const downgraded = publicUrl?.startsWith('https:') === true && from?.host === new URL(publicUrl).host
    if (from === undefined || from.host !== headers.host || downgraded) refuse(origin)
    return
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse(String(site))
}
