import { largeEstate, makeDocument } from '@flowgate/seed'
import type { BrowserContext } from '@playwright/test'

const PROTOCOLS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' }

/** Fills an empty Manager with an estate of that size and flows of the last day, as one would: apply a document, import a file. */
export const loadLargeEstate = async (
  context: BrowserContext,
  url: string,
  size: { readonly workloads: number; readonly rules: number; readonly flows: number },
): Promise<{ applyMs: number; importMs: number }> => {
  const estate = largeEstate({ ...size, seed: 7, now: Date.now() })
  const post = async (path: string, contentType: string, data: string | Buffer) => {
    const begin = performance.now()
    const answer = await context.request.post(`${url}/api/v1${path}`, {
      headers: { origin: url, 'content-type': contentType },
      data,
      timeout: 300_000,
    })
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`)
    return Math.round(performance.now() - begin)
  }
  const document = makeDocument({ inventory: estate.inventory, ...estate.policySet })
  const applyMs = await post('/document/apply', 'application/json', JSON.stringify(document))
  const lines = ['source,destination,protocol,port,firstSeen,lastSeen,sessions,bytes,packets,verdict']
  for (const flow of estate.flows) {
    const { source, destination, protocol, port, firstSeen, lastSeen, sessions, bytes, packets } = flow
    const name = PROTOCOLS[protocol] ?? protocol
    lines.push([source, destination, name, port, firstSeen, lastSeen, sessions, bytes, packets, ''].join(','))
  }
  const csv = Buffer.from(`${lines.join('\n')}\n`)
  const importMs = await post('/flow-imports?format=csv', 'application/octet-stream', csv)
  return { applyMs, importMs }
}
