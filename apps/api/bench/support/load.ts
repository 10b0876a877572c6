import { Agent, get } from 'node:http'

export interface Latency {
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly perSecond: number
}

const round = (value: number): number => Math.round(value * 10) / 10

export const spread = (times: readonly number[], seconds: number): Latency => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return {
    requests: times.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    perSecond: Math.round(times.length / seconds),
  }
}

const fetchOnce = (url: string, secret: string, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${secret}` } }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${response.statusCode}`)),
      )
      response.once('error', reject)
    }).once('error', reject)
  })

/** `clients` at a time, each sending its next request when its last is answered; `urlOf` may differ by request. */
export const load = async (
  urlOf: (index: number) => string,
  secret: string,
  { clients, requests }: { readonly clients: number; readonly requests: number },
): Promise<Latency> => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const times: number[] = []
  let next = 0
  const client = async () => {
    while (next < requests) {
      const url = urlOf(next)
      next += 1
      const began = performance.now()
      await fetchOnce(url, secret, agent)
      times.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: clients }, client))
  const seconds = (performance.now() - began) / 1_000
  agent.destroy()
  return spread(times, seconds)
}
