import { formatAddress, parseAddress } from '../../src/index.ts'

/**
 * The readers again, slow and plain: strings, split, JSON.parse and a map. It decides which lines are good and what they
 * add up to, and shares no code with the readers but the address parser.
 */
export interface SlowRow {
  readonly key: string
  sessions: number
  bytes: number
  packets: number
  firstSeen: number
  lastSeen: number
}

interface One {
  source: string
  destination: string
  protocol: number
  sourcePort: number
  port: number
  verdict: string | null
  sessions: number
  bytes: number
  packets: number
  first: number
  last: number
  names?: readonly (string | null)[]
}

export type SlowLine = One | 'skipped' | 'ignored' | 'bad'

const address = (text: unknown): string | null => {
  if (typeof text !== 'string') return null
  const parsed = parseAddress(text)
  return parsed.ok ? formatAddress(parsed.value) : null
}
const whole = (text: unknown, most = Number.MAX_SAFE_INTEGER): number | null => {
  const written = String(text)
  return /^\d{1,16}$/.test(written) && Number(written) <= most ? Number(written) : null
}
const family = (text: string): boolean => text.includes(':')

/** Keeps what initiators are known across the lines of one file. */
export const slowVpc = () => {
  let header: readonly string[] | null = null
  const opened = new Map<string, string>()
  const defaults =
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path'.split(
      ' ',
    )
  return (line: string): SlowLine => {
    const cells = line.split(' ').filter((cell) => cell !== '')
    if (cells.includes('srcaddr')) {
      header = cells
      return 'ignored'
    }
    if (header === null && ![14, 21, 25, 29].includes(cells.length)) return 'bad'
    if (header !== null && header.length !== cells.length) return 'bad'
    const value = (name: string): string | null => {
      const cell = cells[(header ?? defaults).indexOf(name)]
      return cell === undefined || cell === '-' ? null : cell
    }
    const status = value('log-status')
    if (status === 'NODATA' || status === 'SKIPDATA') return 'skipped'
    if (status !== null && status !== 'OK') return 'bad'
    const source = address(value('pkt-srcaddr') ?? value('srcaddr') ?? '-')
    const destination = address(value('pkt-dstaddr') ?? value('dstaddr') ?? '-')
    const silent = ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'].every((name) => value(name) === null)
    if (status === null && silent) return 'skipped'
    const protocol = whole(value('protocol'), 255)
    const ports = [whole(value('srcport'), 65_535), whole(value('dstport'), 65_535)]
    const packets = value('packets') === null ? 0 : whole(value('packets'))
    const bytes = value('bytes') === null ? 0 : whole(value('bytes'))
    const start = whole(value('start'), 253_402_300_799)
    const end = value('end') === null ? start : whole(value('end'), 253_402_300_799)
    const action = value('action')
    const flags = protocol === 6 && value('tcp-flags') !== null ? whole(value('tcp-flags'), 255) : -1
    const [sourcePort, port] = ports
    if (source === null || destination === null || family(source) !== family(destination)) return 'bad'
    if (protocol === null || sourcePort == null || port == null || packets === null || bytes === null)
      return 'bad'
    if (start === null || end === null || end < start || flags === null) return 'bad'
    if (action !== null && action !== 'ACCEPT' && action !== 'REJECT') return 'bad'
    const hasPorts = [6, 17, 132].includes(protocol)
    const ends = [
      { at: source, port: hasPorts ? sourcePort : 0 },
      { at: destination, port: hasPorts ? port : 0 },
    ] as const
    const name = (end: { at: string; port: number }): string => `${end.at} ${end.port}`
    const pair = [...ends.map(name).toSorted(), protocol].join(' | ')
    let opener: string
    if (flags >= 0 && (flags & 2) !== 0) {
      opener = (flags & 16) === 0 ? name(ends[0]) : name(ends[1])
      opened.set(pair, opener)
    } else if (opened.has(pair)) opener = opened.get(pair) ?? ''
    else if (ends[0].port === ends[1].port) {
      opener = name(ends[0])
      opened.set(pair, opener)
    } else {
      const service = (each: number): boolean =>
        each < 32_768 || [33_060, 44_818, 47_808, 50_000, 50_051, 51_820, 61_613, 61_616].includes(each)
      const [a, b] = [service(ends[0].port), service(ends[1].port)]
      const sourceServes = a === b ? ends[0].port < ends[1].port : a
      opener = sourceServes ? name(ends[1]) : name(ends[0])
    }
    const reply = opener !== name(ends[0])
    const [from, to] = reply ? [ends[1], ends[0]] : [ends[0], ends[1]]
    return {
      source: from.at,
      destination: to.at,
      protocol,
      sourcePort: from.port,
      port: protocol === 1 ? 2048 : protocol === 58 ? 32_768 : to.port,
      verdict: action === null ? null : action === 'ACCEPT' ? 'allowed' : 'denied',
      sessions: reply || (flags >= 0 && (flags & 18) !== 2) ? 0 : 1,
      bytes,
      packets,
      first: start * 1000,
      last: end * 1000,
    }
  }
}

const seconds = (text: unknown): number | null => {
  const match = /^(\d{1,13})(?:\.(\d+))?$/.exec(String(text))
  return match === null ? null : Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0').slice(0, 3))
}

/** One entry of conn.log as an object of texts; absent fields are left out. */
export const slowConn = (entry: Readonly<Record<string, unknown>>): SlowLine => {
  const source = address(entry['id.orig_h'])
  const destination = address(entry['id.resp_h'])
  const first = seconds(entry.ts)
  if (source === null || destination === null || first === null || entry.proto === undefined) return 'bad'
  if (family(source) !== family(destination)) return 'bad'
  const names: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: family(source) ? 58 : 1 }
  const protocol = names[String(entry.proto)] ?? whole(entry.ip_proto ?? 'x', 255)
  const duration = entry.duration === undefined ? 0 : seconds(entry.duration)
  if (protocol === null || duration === null) return 'bad'
  const icmp = protocol === 1 || protocol === 58
  const from = whole(entry['id.orig_p'] ?? 0, icmp ? 255 : 65_535)
  const to = whole(entry['id.resp_p'] ?? 0, icmp ? 255 : 65_535)
  const count = (...keys: readonly string[]): number | null =>
    keys.reduce<number | null>((sum, key) => {
      const value = whole(entry[key] ?? 0)
      return sum === null || value === null ? null : sum + value
    }, 0)
  const ip = entry.orig_ip_bytes !== undefined || entry.resp_ip_bytes !== undefined
  const bytes = ip ? count('orig_ip_bytes', 'resp_ip_bytes') : count('orig_bytes', 'resp_bytes')
  const packets = count('orig_pkts', 'resp_pkts')
  if (from === null || to === null || bytes === null || packets === null) return 'bad'
  const pairs =
    protocol === 58
      ? ['128 129', '139 140', '133 134', '135 136']
      : ['8 0', '13 14', '15 16', '17 18', '10 9']
  const request = icmp
    ? Number(
        pairs
          .slice(0, protocol === 58 ? 2 : 4)
          .find((pair) => pair.endsWith(` ${from}`))
          ?.split(' ')[0] ?? Number.NaN,
      )
    : Number.NaN
  const reversed = icmp
    ? !Number.isNaN(request)
    : protocol === 6 && String(entry.history ?? '').startsWith('H')
  const type = Number.isNaN(request) ? from : request
  const paired = pairs.includes(`${from} ${to}`) || pairs.includes(`${to} ${from}`)
  const hasPorts = [6, 17, 132].includes(protocol)
  const service = String(entry.service ?? '')
    .split(',')
    .find((each) => each !== '' && !each.startsWith('-'))
  return {
    source: reversed ? destination : source,
    destination: reversed ? source : destination,
    protocol,
    sourcePort: 0,
    port: icmp ? type * 256 + (paired ? 0 : to) : hasPorts ? (reversed ? from : to) : 0,
    verdict: ['SF', 'S1', 'S2', 'S3', 'RSTO', 'RSTR'].includes(String(entry.conn_state)) ? 'allowed' : null,
    sessions: 1,
    bytes,
    packets,
    first,
    last: first + duration,
    names: [null, null, service ?? null, null, null],
  }
}

/** A conn.log with its header, line by line. */
export const slowZeek = () => {
  let fields: readonly string[] = []
  return (line: string): SlowLine => {
    if (line.trimStart().startsWith('#')) {
      if (line.trimStart().startsWith('#fields\t')) fields = line.trim().split('\t').slice(1)
      return 'ignored'
    }
    const cells = line.split('\t')
    if (cells.length !== fields.length) return 'bad'
    const mapped: Readonly<Record<string, string>> = {
      src: 'id.orig_h',
      src_port: 'id.orig_p',
      dst: 'id.resp_h',
      dst_port: 'id.resp_p',
    }
    const entries = cells.map((cell, index): [string, string] => {
      const field = (fields[index] ?? '').replace(/^id_/, 'id.')
      return [mapped[field] ?? field, cell]
    })
    return slowConn(Object.fromEntries(entries.filter(([, cell]) => !['-', '(empty)', ''].includes(cell))))
  }
}

/** Adds up as the aggregate does. */
export const slowRows = (lines: readonly SlowLine[]): readonly SlowRow[] => {
  const rows = new Map<string, SlowRow>()
  for (const line of lines) {
    if (typeof line === 'string') continue
    const hour = Math.floor(line.first / 3_600_000)
    const names = (line.names ?? [null, null, null, null, null]).join(',')
    const key = `${line.source} > ${line.destination} ${line.protocol}/${line.port} ${line.verdict} ${hour} ${names}`
    const row = rows.get(key)
    if (row === undefined) {
      const { sessions, bytes, packets, first, last } = line
      rows.set(key, { key, sessions, bytes, packets, firstSeen: first, lastSeen: last })
    } else {
      row.sessions += line.sessions
      row.bytes += line.bytes
      row.packets += line.packets
      row.firstSeen = Math.min(row.firstSeen, line.first)
      row.lastSeen = Math.max(row.lastSeen, line.last)
    }
  }
  for (const row of rows.values()) {
    row.sessions = Math.max(1, row.sessions)
    row.bytes = Math.min(row.bytes, Number.MAX_SAFE_INTEGER)
  }
  return [...rows.values()]
}
