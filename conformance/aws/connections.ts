import type { Connection } from '@flowgate/engine'
import type { Open } from '../support/connection-sets.ts'

/* What np-guard's VPC analyzer knows of services: TCP, UDP and ICMP. */

type Span = readonly [number, number]

const SPANS = (written: string): readonly Span[] =>
  written.split(',').map((part): Span => {
    const [first = '', last = first] = part.split('-')
    return [Number(first), Number(last)]
  })

/** `protocol: TCP src-ports: 1-1024 dst-ports: 9080; protocol: UDP`, `All Connections`; a star marks what is not answered. */
export function parsedConnections(written: string): Open {
  const text = written.replace(/\*\s*$/, '').trim()
  if (text === 'All Connections') return 'all'
  return text.split(/;\s*/).flatMap((part): readonly Connection[] => {
    const found =
      /^protocol:? (TCP|UDP|ICMP)(?: src-ports: ([\d,-]+))?(?: dst-ports: ([\d,-]+))?(?: icmp-type: ([\d-]+))?(?: icmp-code: ([\d-]+))?$/.exec(
        part.trim(),
      )
    if (found === null) throw new Error(`\`${written}\` is no list of connections`)
    const [, name, sourcePorts, ports, types, code] = found
    if (name !== 'ICMP')
      return [
        {
          protocol: name === 'TCP' ? 'tcp' : 'udp',
          ...(sourcePorts === undefined ? {} : { sourcePorts: SPANS(sourcePorts) }),
          ...(ports === undefined ? {} : { ports: SPANS(ports) }),
        },
      ]
    if (types === undefined) return [{ protocol: 'icmp' }]
    return SPANS(types).flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => ({
        protocol: 'icmp' as const,
        types: [[first + index, code === undefined ? null : Number(code)] as const],
      })),
    )
  })
}

/** Without the protocols and the port 0 that the analyzer does not know; equal sets are within each other. */
export function knownOnly(open: Open): Open {
  const all: readonly Connection[] =
    open === 'all' ? [{ protocol: 'tcp' }, { protocol: 'udp' }, { protocol: 'icmp' }] : open
  return all.flatMap((each): readonly Connection[] => {
    if (each.protocol === 'icmp') return [each]
    if (each.protocol !== 'tcp' && each.protocol !== 'udp') return []
    const { sourcePorts = [[0, 65_535]], ports = [[0, 65_535]] } = each
    return [{ protocol: each.protocol, sourcePorts: fromOne(sourcePorts), ports: fromOne(ports) }]
  })
}

const fromOne = (spans: readonly Span[]): readonly Span[] =>
  spans.filter(([, last]) => last > 0).map(([first, last]): Span => [Math.max(first, 1), last])
