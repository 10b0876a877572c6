import type { AddressSet } from '../../model/address-set.ts'
import { addressSet, complement } from '../../model/address-set.ts'
import { parseAddressSpec } from '../../model/address-spec.ts'
import type { PortRange } from '../../model/document.ts'
import { PROTOCOL_NUMBER } from '../../model/protocol.ts'
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  type Box,
  EVERYTHING,
  meet,
  type Numbers,
  numbersOf,
  outside,
} from '../box.ts'
import { blockWithout } from '../invented-addresses.ts'
import type { Option } from './parse.ts'

/** The first packets of connections that a rule holds. */
export interface Match {
  readonly boxes: readonly Box[]
  /** Conditions that cannot be said, as they are written: the rule holds some of the boxes' packets, unknown which. */
  readonly unknown: readonly string[]
  /** Conditions that no first packet fits, as they are written. */
  readonly later: readonly string[]
}

const NONE: Match = { boxes: [], unknown: [], later: [] }
const ALL: Match = { boxes: [EVERYTHING], unknown: [], later: [] }

/** Options that say nothing about which packets are held. */
const SILENT: ReadonlySet<string> = new Set(['-m', '-j', '-g', '-c', '--comment', '-4', '-6'])
/** Options of targets. */
const OF_TARGETS = /^--(log-|reject-with|nflog-|ulog-|set-|to-|clamp-)/

/** Addresses behind each interface, where somebody told them. */
export type Interfaces = ReadonlyMap<string, AddressSet>

/** All options of a rule together. */
export function matchOf(options: readonly Option[], interfaces: Interfaces): Match {
  let match: Match = ALL
  for (const option of options) {
    if (SILENT.has(option.name) || OF_TARGETS.test(option.name)) continue
    match = both(match, oneOption(option, interfaces))
  }
  const unsaid = options.filter(({ name }) => isOfOtherProtocol(name, match))
  return { ...match, unknown: [...match.unknown, ...unsaid.map(textOf)] }
}

const textOf = ({ name, not, args }: Option): string => [...(not ? ['!'] : []), name, ...args].join(' ')

const PORTS = { options: /^--(sports?|dports?|ports)$/, of: new Set([6, 17, 132]) }
const TYPES = { options: /^--icmp(v6)?-type$/, of: new Set([1, 58]) }

/** Ports and types of a protocol that has none in a document: a box would hold all of that protocol. */
const isOfOtherProtocol = (name: string, { boxes }: Match): boolean =>
  [PORTS, TYPES].some(
    (fields) =>
      fields.options.test(name) &&
      boxes.some(({ protocol }) => protocol.some(([first, last]) => first !== last || !fields.of.has(first))),
  )

const both = (a: Match, b: Match): Match => ({
  boxes: a.boxes.flatMap((one) => b.boxes.flatMap((other) => meet(one, other) ?? [])),
  unknown: [...a.unknown, ...b.unknown],
  later: [...a.later, ...b.later],
})

const box = (over: Partial<Box>): Match => ({ ...ALL, boxes: [{ ...EVERYTHING, ...over }] })

function oneOption(option: Option, interfaces: Interfaces): Match {
  const { name, not, args } = option
  const [text = ''] = args
  const written = [textOf(option)]
  const unknown: Match = { ...ALL, unknown: written }
  const ofFirst = (fits: boolean): Match => (fits ? ALL : { ...NONE, later: written })
  const numbers = (key: 'sourcePort' | 'destinationPort', value: Numbers | null): Match => {
    if (value === null) return unknown
    return box({ [key]: not ? outside(value, ALL_PORTS) : value })
  }
  switch (name) {
    case '-s':
    case '-d': {
      const set = addressesOf(text)
      return set === null
        ? unknown
        : box({ [name === '-s' ? 'source' : 'destination']: not ? complement(set) : set })
    }
    case '--src-range':
    case '--dst-range': {
      const range = parseAddressSpec(text)
      if (!range.ok) return unknown
      const set = addressSet([range.value])
      return box({ [name === '--src-range' ? 'source' : 'destination']: not ? complement(set) : set })
    }
    case '-p': {
      if (text === 'all' || text === '0') return not ? NONE : ALL
      const number = protocolOf(text)
      if (number === null) return unknown
      return box({ protocol: not ? outside([[number, number]], ALL_PROTOCOLS) : [[number, number]] })
    }
    case '--sport':
    case '--sports':
      return numbers('sourcePort', portsOf(text))
    case '--dport':
    case '--dports':
      return numbers('destinationPort', portsOf(text))
    case '--ports': {
      const ports = portsOf(text)
      if (ports === null || not) return unknown
      const boxes = [
        { ...EVERYTHING, sourcePort: ports },
        { ...EVERYTHING, destinationPort: ports, sourcePort: outside(ports, ALL_PORTS) },
      ]
      return { ...ALL, boxes }
    }
    case '--icmp-type':
    case '--icmpv6-type': {
      const keys = icmpOf(text, name === '--icmp-type' ? ICMP_TYPES : ICMPV6_TYPES)
      return keys === null ? unknown : box({ icmp: not ? outside(keys, ALL_PORTS) : keys })
    }
    case '-i':
    case '-o': {
      const behind = interfaces.get(text)
      const key = name === '-i' ? 'source' : 'destination'
      if (behind !== undefined) return box({ [key]: not ? complement(behind) : behind })
      // The kernel refuses 127.0.0.0/8 from anywhere but `lo`; what else comes from there cannot be told by its address.
      if (text !== 'lo' || name === '-o') return unknown
      return {
        ...box({ source: not ? complement(LOOPBACK) : LOOPBACK }),
        unknown: not ? unknown.unknown : [],
      }
    }
    case '--state':
    case '--ctstate': {
      // What is decided here is the first packet of a connection; the others pass by state.
      const states = text.split(',')
      if (states.some((state) => TRANSLATED.has(state))) return unknown
      return ofFirst(states.includes('NEW') !== not)
    }
    case '-f':
      return ofFirst(not)
    case '--syn':
      return ofFirst(!not)
    case '--tcp-flags':
      return ofFirst(tcpFlags(args) !== not)
    default:
      return unknown
  }
}

/** States of a first packet that address translation tells, and the address does not. */
const TRANSLATED: ReadonlySet<string> = new Set(['SNAT', 'DNAT'])

const LOOPBACK: AddressSet = addressSet(
  ['127.0.0.0/8', '::1'].flatMap((text) => {
    const range = parseAddressSpec(text)
    return range.ok ? [range.value] : []
  }),
)

/** Addresses with commas between; a mask may be dotted. Null where one cannot be read (a host name, say). */
function addressesOf(text: string): AddressSet | null {
  const sets = text.split(',').map((each) => blockWithout(prefixed(each), []))
  return sets.includes(null) ? null : addressSet(sets.flatMap((set) => set ?? []))
}

function prefixed(text: string): string {
  const [address = '', mask = ''] = text.split('/')
  if (!mask.includes('.')) return text
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('')
  return /^1*0*$/.test(bits) ? `${address}/${bits.lastIndexOf('1') + 1}` : text
}

function portsOf(text: string): Numbers | null {
  const ranges = text.split(',').map((each): PortRange | null => {
    const found = /^(\d*)(?:(:)(\d*))?$/.exec(each)
    if (found === null || each === '') return null
    const first = found[1] === '' ? 0 : Number(found[1])
    const last = found[2] === undefined ? first : found[3] === '' ? 65_535 : Number(found[3])
    return first <= last && last <= 65_535 ? [first, last] : null
  })
  return ranges.includes(null) ? null : numbersOf(ranges.filter((range) => range !== null))
}

const PROTOCOLS: Readonly<Record<string, number>> = {
  ...PROTOCOL_NUMBER,
  'ipv6-icmp': 58,
  igmp: 2,
  gre: 47,
  esp: 50,
  ah: 51,
  ospf: 89,
  vrrp: 112,
  udplite: 136,
}
const protocolOf = (text: string): number | null =>
  PROTOCOLS[text] ?? (/^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : null)

const ICMP_TYPES: Readonly<Record<string, number>> = {
  'echo-reply': 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'time-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
}

const ICMPV6_TYPES: Readonly<Record<string, number>> = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'ttl-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'router-solicitation': 133,
  'router-advertisement': 134,
  'neighbour-solicitation': 135,
  'neighbor-solicitation': 135,
  'neighbour-advertisement': 136,
  'neighbor-advertisement': 136,
  redirect: 137,
}

function icmpOf(text: string, names: Readonly<Record<string, number>>): Numbers | null {
  if (text === 'any') return ALL_PORTS
  const [kind = '', code] = text.split('/')
  const type = names[kind] ?? (/^\d{1,3}$/.test(kind) ? Number(kind) : null)
  if (type === null || type > 255) return null
  if (code === undefined) return [[type << 8, (type << 8) | 255]]
  return /^\d{1,3}$/.test(code) ? [[(type << 8) | Number(code), (type << 8) | Number(code)]] : null
}

/** Does a SYN fit? The mask says which flags are looked at, the second list which of them are set. */
function tcpFlags([mask = '', set = '']: readonly string[]): boolean {
  const looked = new Set(mask === 'ALL' ? ['SYN', 'ACK', 'FIN', 'RST', 'URG', 'PSH'] : mask.split(','))
  const wanted = set === 'NONE' ? [] : set === 'ALL' ? [...looked] : set.split(',')
  return looked.has('SYN') ? wanted.length === 1 && wanted[0] === 'SYN' : wanted.length === 0
}
