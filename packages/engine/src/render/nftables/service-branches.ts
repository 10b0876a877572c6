import type { EnforcementPoint } from '../../compile/match-rule.ts'
import type { PortRange, ServiceEntry } from '../../model/document.ts'
import { PROTOCOL_NUMBER, protocolNumber } from '../../model/protocol.ts'
import type { Diagram, Node } from './diagram.ts'
import type { Candidate } from './relevant.ts'

/** Header fields of a packet by which services are told apart. */
export interface ServiceWitness {
  readonly protocol: number
  /** -1 where the protocol shows none, as in `PacketKey`. */
  readonly key: number
  readonly sourcePort: number
  readonly opens: boolean
}

const { tcp, udp, sctp, icmp, icmpv6 } = PROTOCOL_NUMBER
const WITH_PORTS: ReadonlySet<number> = new Set([tcp, udp, sctp])
const WITH_KEY: ReadonlySet<number> = new Set([tcp, udp, sctp, icmp, icmpv6])

/**
 * The part of the diagram that looks at the service: protocol, then destination port or ICMP type, then source port.
 *
 * @param decide asked once for each combination that the candidates tell apart
 */
export function serviceBranches(
  diagram: Diagram,
  candidates: readonly Candidate[],
  { workload, selected }: EnforcementPoint,
  decide: (witness: ServiceWitness) => Node,
): Node {
  const entries = [
    ...candidates.flatMap(({ rule }) => rule.entries ?? []),
    ...(workload.mode === 'selective' ? selected : []),
  ]
  const strict = candidates.some(({ rule }) => rule.tcpStrict && rule.action === 'allow')
  const byProtocol = new Map<number, ServiceEntry[]>(strict ? [[tcp, []]] : [])
  for (const entry of entries) {
    const number = protocolNumber(entry)
    const list = byProtocol.get(number)
    if (list === undefined) byProtocol.set(number, [entry])
    else list.push(entry)
  }
  let unnamed: Node | null = null
  const pieces = Array.from({ length: 256 }, (_, protocol) => {
    const asked = byProtocol.get(protocol)
    if (asked !== undefined) return { first: protocol, last: protocol, to: ofProtocol(protocol, asked) }
    unnamed ??= decide(hidden(protocol))
    return { first: protocol, last: protocol, to: unnamed }
  })
  return diagram.branch('protocol', 0, pieces, numberLabel)

  function ofProtocol(protocol: number, asked: readonly ServiceEntry[]): Node {
    if (!WITH_KEY.has(protocol)) return decide(hidden(protocol))
    const bySource = asked.flatMap((entry) =>
      'sourcePorts' in entry && entry.sourcePorts.length > 0 ? [entry] : [],
    )
    return split('key', protocol, asked.flatMap(keyRanges), (key) => {
      const sources = bySource.flatMap((entry) =>
        covers(entry.destinationPorts, key) ? entry.sourcePorts : [],
      )
      if (!WITH_PORTS.has(protocol)) return decide({ ...hidden(protocol), key })
      return split('source-port', protocol, sources, (sourcePort) => {
        const witness = { protocol, key, sourcePort, opens: true }
        if (!strict || protocol !== tcp) return decide(witness)
        return diagram.branch(
          'opens',
          0,
          [
            { first: 0, last: 0, to: decide({ ...witness, opens: false }) },
            { first: 1, last: 1, to: decide(witness) },
          ],
          numberLabel,
        )
      })
    })
  }

  function split(
    field: 'key' | 'source-port',
    protocol: number,
    ranges: readonly PortRange[],
    to: (value: number) => Node,
  ): Node {
    const starts = [...new Set([0, ...ranges.flatMap(([first, last]) => [first, last + 1])])]
      .filter((start) => start <= 65535)
      .sort((a, b) => a - b)
    const pieces = starts.map((first, i) => ({ first, last: (starts[i + 1] ?? 65536) - 1, to: to(first) }))
    return diagram.branch(field, protocol, pieces, numberLabel)
  }
}

const hidden = (protocol: number): ServiceWitness => ({ protocol, key: -1, sourcePort: -1, opens: true })

const numberLabel = (first: number, last: number): string =>
  first === last ? `${first}` : `${first}-${last}`

const covers = (ranges: readonly PortRange[], port: number): boolean =>
  ranges.length === 0 || ranges.some(([first, last]) => first <= port && port <= last)

/** The ranges of the key that an entry tells apart; empty = it does not look. */
function keyRanges(entry: ServiceEntry): readonly PortRange[] {
  if (entry.protocol === 'ip') return []
  if (!('type' in entry)) return entry.destinationPorts
  if (entry.type === null) return []
  const first = entry.type << 8
  return entry.code === null ? [[first, first | 255]] : [[first | entry.code, first | entry.code]]
}
