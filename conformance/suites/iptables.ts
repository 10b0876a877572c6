import { join } from 'node:path'
import {
  type BuiltInChain,
  buildSnapshot,
  type Connection,
  connectivity,
  type FlowgateDocument,
  importIptables,
  type L4,
  parseAddressSpec,
} from '@flowgate/engine'
import { workload } from '../support/documents.ts'
import { namesIn, textOf } from '../support/files.ts'
import { holds } from '../support/holds.ts'
import { lastOfPieces, pieces, specsOf } from '../support/open-map.ts'
import { createCases, type SuiteReport } from '../support/report.ts'

const BOUND = /\b(FWD|INP)\b.*\.(lower|upper)$/
const CHAINS: Readonly<Record<string, BuiltInChain>> = { FWD: 'FORWARD', INP: 'INPUT' }

/**
 * What the authors of the bounds told their tool about interfaces and the rule sets do not say. Without it, `-i eth0` can be no
 * certain acceptance, and these lower bounds could not be met by anyone.
 */
const INTERFACES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'openvpn.eu': { eth0: ['192.168.0.0/24'], eth1: ['192.168.2.0/24'] },
  'rlworkman.net': { eth0: ['192.168.13.0/24'] },
}

/**
 * Every verdict lies between the formally verified bounds: what the lower one accepts, we allow; what we allow, the upper one
 * accepts. Over one packet out of each piece into which the bounds and our own rules cut the packets.
 */
export function iptables(folder: string): SuiteReport {
  const cases = createCases('02-rules-iptables')
  const root = join(folder, 'IPPartEval')
  for (const place of namesIn(root)) {
    const names = namesIn(join(root, place))
    const bounds = names.filter((name) => BOUND.test(name))
    const dump = names.find(
      (name) => !BOUND.test(name) && /^-A |^\[\d+:\d+\] -A /m.test(textOf(join(root, place, name))),
    )
    if (dump === undefined) cases.skip(place, 'no rule set beside the bounds')
    for (const bound of dump === undefined ? [] : bounds) {
      const [, chain = '', kind = ''] = BOUND.exec(bound) ?? []
      cases.check(`${place} ${bound}`, () => {
        const { document } = importIptables(textOf(join(root, place, dump ?? '')), dump ?? '', {
          chain: CHAINS[chain] ?? 'FORWARD',
          interfaces: INTERFACES[place] ?? {},
        })
        const rows = boundRows(textOf(join(root, place, bound)), CHAINS[chain] ?? 'FORWARD')
        return outsideBound(document, rows, kind === 'lower')
      })
    }
  }
  return cases.report()
}

interface Row {
  readonly accept: boolean
  readonly protocol: string
  readonly source: string
  readonly destination: string
  readonly sourcePorts: readonly [number, number]
  readonly destinationPorts: readonly [number, number]
}

const ROW = /^(ACCEPT|DROP)\s+(\S+)\s+--\s+(\S+)\s+(\S+)\s*(.*)$/

/** Rows of one chain of `iptables -L -n`, the chain's policy as the last. */
function boundRows(text: string, chain: string): readonly Row[] {
  const rows: Row[] = []
  let policy: Row | null = null
  for (const line of text.split('\n').map((each) => each.trim())) {
    const head = /^Chain (\S+) \(policy (ACCEPT|DROP)\)/.exec(line)
    if (head !== null && policy !== null) break
    if (head?.[1] === chain) policy = { ...ANY_ROW, accept: head[2] === 'ACCEPT' }
    else if (policy !== null && line !== '' && !line.startsWith('target')) rows.push(boundRow(line))
  }
  if (policy === null) throw new Error(`no chain \`${chain}\` in the bound`)
  return [...rows, policy]
}

const ANY_ROW: Row = {
  accept: false,
  protocol: 'all',
  source: '0.0.0.0/0',
  destination: '0.0.0.0/0',
  sourcePorts: [0, 65_535],
  destinationPorts: [0, 65_535],
}

function boundRow(line: string): Row {
  const [, action, protocol = 'all', source = '', destination = '', rest = ''] = ROW.exec(line) ?? []
  let row: Row = { ...ANY_ROW, accept: action === 'ACCEPT', protocol, source, destination }
  for (const word of rest.split(/\s+/)) {
    const ports = /^(s|d)pts?:(\d+)(?::(\d+))?$/.exec(word)
    if (word === '' || word === protocol) continue
    if (action === undefined || ports === null) throw new Error(`not understood: \`${line}\``)
    const range = [Number(ports[2]), Number(ports[3] ?? ports[2])] as const
    row = { ...row, [ports[1] === 's' ? 'sourcePorts' : 'destinationPorts']: range }
  }
  return row
}

const PROTOCOLS = ['tcp', 'udp', 'sctp', 'icmp', 'ip'] as const

function outsideBound(document: FlowgateDocument, rows: readonly Row[], isLower: boolean): readonly string[] {
  const specs = [...specsOf(document), ...rows.flatMap(({ source, destination }) => [source, destination])]
  const cut = pieces(specs)
  // Senders are the last of their pieces, so that packets inside one piece have two ends.
  const senders = lastOfPieces(cut)
  const open = openPairs(document, [...cut, ...senders])
  const services = sampleServices(document, rows)
  const found: string[] = []
  for (const source of senders) {
    const from = rows.filter((row) => inside(row.source, source))
    for (const destination of cut) {
      if (source === destination) continue
      const here = from.filter((row) => inside(row.destination, destination))
      const allowed = open.get(`${source} ${destination}`)
      for (const service of services) {
        const accepted = here.find((row) => rowHolds(row, service))?.accept === true
        const ours = holds(allowed, service)
        if (isLower ? !accepted || ours : !ours || accepted) continue
        found.push(`${source} => ${destination} ${JSON.stringify(service)}: ${ours ? 'allowed' : 'denied'}`)
        if (found.length > 5) return found
      }
    }
  }
  return found
}

function rowHolds({ protocol, sourcePorts, destinationPorts }: Row, l4: L4): boolean {
  if (protocol === 'all') return true
  if (protocol !== l4.protocol) return false
  if (!('sourcePort' in l4)) return true
  const within = ([first, last]: readonly [number, number], port: number) => first <= port && port <= last
  return within(sourcePorts, l4.sourcePort) && within(destinationPorts, l4.destinationPort)
}

function inside(spec: string, address: string): boolean {
  const range = parseAddressSpec(spec)
  const one = parseAddressSpec(address)
  return range.ok && one.ok && range.value.first <= one.value.first && one.value.first <= range.value.last
}

/**
 * What is open between all these addresses, by `source destination`. The rules are for packets that arrive, so a workload as
 * sender is held by none of them.
 */
function openPairs(
  document: FlowgateDocument,
  addresses: readonly string[],
): ReadonlyMap<string, 'all' | readonly Connection[]> {
  const workloads = [...new Set(addresses)].map((address) =>
    workload(address, { vnics: [{ id: 'vnic', mac: null, segment: null, addresses: [address] }] }),
  )
  const snapshot = buildSnapshot({ ...document, inventory: { ...document.inventory, workloads } })
  return new Map(
    [...connectivity(snapshot)].map(({ src, dst, connections }) => [`${src} ${dst}`, connections]),
  )
}

function sampleServices(document: FlowgateDocument, rows: readonly Row[]): readonly L4[] {
  const starts = { source: new Set([0]), destination: new Set([0]) }
  const add = (set: Set<number>, [first, last]: readonly [number, number]) => {
    set.add(first)
    if (last < 65_535) set.add(last + 1)
  }
  for (const row of rows) {
    add(starts.source, row.sourcePorts)
    add(starts.destination, row.destinationPorts)
  }
  for (const { rules } of document.policies)
    for (const { services } of rules)
      for (const entry of services.entries) {
        if (!('sourcePorts' in entry)) continue
        for (const range of entry.sourcePorts) add(starts.source, range)
        for (const range of entry.destinationPorts) add(starts.destination, range)
      }
  return PROTOCOLS.flatMap((protocol): readonly L4[] => {
    if (protocol === 'icmp') return [{ protocol, type: 8, code: 0 }]
    if (protocol === 'ip') return [{ protocol, number: 47 }]
    return [...starts.source].flatMap((sourcePort) =>
      [...starts.destination].map((destinationPort) => ({ protocol, sourcePort, destinationPort })),
    )
  })
}
