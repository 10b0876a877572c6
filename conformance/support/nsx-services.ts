import type { Connection } from '@flowgate/engine'

/* What np-guard's VMware analyzer knows of services: TCP, UDP and ICMP, as one text; equal texts, equal sets. */

export const NOTHING = 'No Connections'
const EVERYTHING = 'All Connections'
const NAMES = ['ICMP', 'TCP', 'UDP'] as const

const text = (parts: ReadonlyMap<string, string>): string => {
  const present = NAMES.flatMap((name) => {
    const ports = parts.get(name)
    return ports === undefined ? [] : [ports === '' ? name : `${name} ${ports}`]
  })
  if (present.length === 0) return NOTHING
  return present.join(';') === NAMES.join(';') ? EVERYTHING : present.join(';')
}

/** `ICMP;TCP dst-ports: 80`, `ICMP,TCP`, `All Connections`. */
export function parsedNsxText(written: string): string {
  if (written === EVERYTHING || written === NOTHING) return written
  const parts = new Map<string, string>()
  for (const clause of written.split(';')) {
    const found = /^((?:ICMP|TCP|UDP)(?:,(?:ICMP|TCP|UDP))*)(?: dst-ports: ([\d,-]+))?$/.exec(clause.trim())
    if (found === null) throw new Error(`\`${written}\` is no list of connections`)
    for (const name of found[1]?.split(',') ?? []) parts.set(name, found[2] ?? '')
  }
  return text(parts)
}

export function nsxText(connections: 'all' | readonly Connection[] | undefined): string {
  if (connections === undefined) return NOTHING
  if (connections === 'all') return EVERYTHING
  const parts = new Map<string, string>()
  for (const each of connections) {
    const name = each.protocol.toUpperCase()
    if (each.protocol === 'ip') continue
    if ('types' in each && each.types !== undefined) parts.set(name, `types: ${JSON.stringify(each.types)}`)
    else if ('ports' in each && each.ports !== undefined)
      parts.set(name, each.ports.map(([a, b]) => (a === b ? `${a}` : `${Math.max(a, 1)}-${b}`)).join(','))
    else parts.set(name, '')
  }
  return text(parts)
}
