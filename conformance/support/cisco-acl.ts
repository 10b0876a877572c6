import type { Endpoints, PortRange, Rule, ServiceEntry } from '@flowgate/engine'
import { ANY } from './documents.ts'

/** One line of an access list. A condition that is no header field (`established`, `log` is none) is told apart. */
export interface AclLine {
  /** As written, without number and sequence. */
  readonly text: string
  readonly action: 'allow' | 'drop'
  readonly match: Pick<Rule, 'sources' | 'destinations' | 'services'>
  readonly conditions: readonly string[]
}

export interface AccessList {
  readonly name: string
  readonly lines: readonly AclLine[]
}

const NAMED = /^ip access-list (extended|standard) (\S+)\s*$/
const NUMBERED = /^access-list (\d+)\s+(?:extended\s+)?((?:permit|deny)\s.*)$/
const LINE = /^\s+(?:\d+\s+)?((?:permit|deny)\s.*)$/

/** Every access list of a Cisco IOS configuration. @throws Error with the line that is not understood */
export function accessListsIn(config: string): readonly AccessList[] {
  const lists = new Map<string, AclLine[]>()
  let current: { readonly name: string; readonly isStandard: boolean } | null = null
  const add = (name: string, isStandard: boolean, text: string): void => {
    lists.set(name, [...(lists.get(name) ?? []), aclLine(text.trim(), isStandard)])
  }
  for (const row of config.split('\n').map((each) => each.trimEnd())) {
    const named = NAMED.exec(row)
    const numbered = NUMBERED.exec(row)
    if (named !== null) current = { name: named[2] ?? '', isStandard: named[1] === 'standard' }
    else if (!row.startsWith(' ')) current = null
    if (numbered !== null) add(numbered[1] ?? '', isStandardNumber(Number(numbered[1])), numbered[2] ?? '')
    const line = LINE.exec(row)
    if (current !== null && line !== null) add(current.name, current.isStandard, line[1] ?? '')
  }
  return [...lists].map(([name, lines]) => ({ name, lines }))
}

const isStandardNumber = (number: number): boolean => number < 100 || (number >= 1300 && number < 2000)

const PROTOCOLS: Readonly<Record<string, number>> = {
  igmp: 2,
  ipinip: 4,
  gre: 47,
  esp: 50,
  ahp: 51,
  eigrp: 88,
  ospf: 89,
  nos: 94,
  pim: 103,
  pcp: 108,
}
const PORTS: Readonly<Record<string, number>> = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  time: 37,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  www: 80,
  pop3: 110,
  sunrpc: 111,
  nntp: 119,
  ntp: 123,
  'netbios-ns': 137,
  'netbios-dgm': 138,
  'netbios-ss': 139,
  snmp: 161,
  snmptrap: 162,
  bgp: 179,
  https: 443,
  isakmp: 500,
  exec: 512,
  login: 513,
  syslog: 514,
  rip: 520,
}
const LAST = 65_535

function aclLine(text: string, isStandard: boolean): AclLine {
  const words = text.split(/\s+/)
  const wrong = (what: string): Error => new Error(`\`${text}\` is not understood: ${what}`)
  const next = (): string => {
    const word = words.shift()
    if (word === undefined) throw wrong('something is missing at its end')
    return word
  }
  const address = (): Endpoints => {
    const word = next()
    if (word === 'any' || word === 'any4') return ANY
    const spec = word === 'host' ? next() : networkText(word, isWildcard(words[0]) ? next() : '0.0.0.0')
    if (spec === null) throw wrong(`the wildcard of \`${word}\` has holes`)
    return spec === '0.0.0.0/0' ? ANY : { ...ANY, addresses: [spec] }
  }
  const port = (): number => {
    const word = next()
    const number = /^\d+$/.test(word) ? Number(word) : PORTS[word]
    if (number === undefined) throw wrong(`\`${word}\` is no port`)
    return number
  }
  const ports = (): readonly PortRange[] => {
    const operator = words[0]
    if (operator === undefined || !OPERATORS.has(operator)) return []
    next()
    const first = port()
    if (operator === 'range') return [[first, port()]]
    if (operator === 'gt') return [[first + 1, LAST]]
    if (operator === 'lt') return [[0, first - 1]]
    if (operator === 'eq') return [[first, first]]
    return [[0, first - 1] as const, [first + 1, LAST] as const].filter(([from, to]) => from <= to)
  }
  const action = next() === 'permit' ? 'allow' : 'drop'
  const protocol = isStandard ? 'ip' : next()
  const sources = address()
  const sourcePorts = hasPorts(protocol) ? ports() : []
  const destinations = isStandard ? ANY : address()
  const destinationPorts = hasPorts(protocol) ? ports() : []
  const entries = entriesOf(protocol, sourcePorts, destinationPorts)
  if (entries === null) throw wrong(`\`${protocol}\` is no protocol`)
  return {
    text,
    action,
    match: { sources, destinations, services: { services: [], entries } },
    conditions: words.filter((word) => !word.startsWith('log')),
  }
}

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'neq', 'lt', 'gt', 'range'])

const hasPorts = (protocol: string): protocol is 'tcp' | 'udp' | 'sctp' =>
  protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp'

const isWildcard = (word: string | undefined): boolean => word !== undefined && /^\d+(\.\d+){3}$/.test(word)

/** Null where the bits that matter are not the first ones. */
function networkText(address: string, wildcard: string): string | null {
  const bits = wildcard.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const size = Math.log2(bits + 1)
  if (!Number.isInteger(size)) return null
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const first = value - (value % (bits + 1))
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${32 - size}`
}

function entriesOf(
  protocol: string,
  sourcePorts: readonly PortRange[],
  destinationPorts: readonly PortRange[],
): readonly ServiceEntry[] | null {
  if (protocol === 'ip' || protocol === 'ipv4') return []
  if (hasPorts(protocol)) return [{ protocol, sourcePorts, destinationPorts }]
  if (protocol === 'icmp') return [{ protocol: 'icmp', type: null, code: null }]
  const number = /^\d+$/.test(protocol) ? Number(protocol) : PROTOCOLS[protocol]
  return number === undefined ? null : [{ protocol: 'ip', number }]
}
