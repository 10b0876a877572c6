import type { Connection } from '@flowgate/engine'

/*
 * What is open between two ends, as one text for TCP, UDP and SCTP: equal texts, equal sets. ICMP and other protocols are left
 * out, as the suites do; so is port 0, which they do not know.
 */

type Ports = readonly (readonly [number, number])[]
const TRANSPORTS = ['SCTP', 'TCP', 'UDP'] as const
export const NOTHING = 'No Connections'
export const EVERYTHING = 'All Connections'
const ALL_PORTS: Ports = [[1, 65_535]]

export const transportText = (connections: 'all' | readonly Connection[] | undefined): string => {
  if (connections === undefined) return NOTHING
  if (connections === 'all') return EVERYTHING
  return portsText((name) =>
    connections.flatMap((each): Ports => {
      if (each.protocol !== name.toLowerCase() || !('ports' in each || !('types' in each))) return []
      return 'ports' in each && each.ports !== undefined ? each.ports : ALL_PORTS
    }),
  )
}

/** The text of several sets together, each as `TCP 80,UDP 1-52,54-65535`; a protocol without ports is all of it. */
export const unionText = (texts: readonly string[]): string => {
  if (texts.includes(EVERYTHING)) return EVERYTHING
  const byName = new Map<string, (readonly [number, number])[]>()
  for (const text of texts) {
    if (text === NOTHING || text === '') continue
    let name = ''
    for (const part of text.split(',')) {
      const found = /^\s*(?:([A-Z]+)\s*)?(?:(\d+)(?:-(\d+))?)?\s*$/.exec(part)
      if (found === null) throw new Error(`\`${text}\` is no list of connections`)
      name = found[1] ?? name
      const first = Number(found[2] ?? 1)
      const last = found[2] === undefined ? 65_535 : Number(found[3] ?? first)
      byName.set(name, [...(byName.get(name) ?? []), [first, last]])
    }
  }
  return portsText((name) => byName.get(name) ?? [])
}

const portsText = (portsOf: (name: (typeof TRANSPORTS)[number]) => Ports): string => {
  const parts = TRANSPORTS.flatMap((name) => {
    const ports = merged(portsOf(name)).map(([first, last]) =>
      first === last ? `${first}` : `${first}-${last}`,
    )
    return ports.length === 0 ? [] : [`${name} ${ports.join(',')}`]
  })
  if (parts.length === 0) return NOTHING
  const text = parts.join(',')
  return text === 'SCTP 1-65535,TCP 1-65535,UDP 1-65535' ? EVERYTHING : text
}

const merged = (ports: Ports): Ports => {
  const out: [number, number][] = []
  for (const [from, last] of [...ports].sort((a, b) => a[0] - b[0])) {
    const first = Math.max(from, 1)
    const previous = out.at(-1)
    if (first > last) continue
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last)
    else out.push([first, last])
  }
  return out
}
