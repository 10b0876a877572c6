import { type Address, PROTOCOL_NUMBER, parseAddressSpec } from '../../src/index.ts'

/*
 * As much of nftables as the renderer writes, read back from the text and run on one packet. It knows nothing of policies,
 * so what it decides is what was written. Anything it cannot read is an error.
 */

export interface WirePacket {
  readonly family: 4 | 6
  readonly source: Address
  readonly destination: Address
  readonly protocol: number
  /** First and second 16 bits of the transport header. */
  readonly first: number
  readonly second: number
  /** A TCP segment with SYN and none of FIN, RST, ACK. */
  readonly syn: boolean
}

/** What connection tracking knows of the packet; null = nothing. */
export interface Tracked {
  mark: number
  readonly direction: 'original' | 'reply'
  readonly original: WirePacket
}

export interface Ran {
  readonly verdict: 'accept' | 'drop' | 'reject'
  /** Names, in the order in which they counted. */
  readonly counted: readonly string[]
}

type Signal = 'next' | 'return' | 'accept' | 'drop' | 'reject'

const PROTOCOLS: Readonly<Record<string, number>> = PROTOCOL_NUMBER

export function parseRuleset(text: string): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, string[]>()
  const sets = new Map<string, string>()
  let lines: string[] = []
  for (const raw of text.split('\n')) {
    const set = /^\tset (\w+) \{ .* elements = \{ (.*) \} \}$/.exec(raw)
    if (set !== null) sets.set(set[1] ?? '', set[2] ?? '')
    const name = /^\tchain (\w+) \{$/.exec(raw)?.[1]
    if (name !== undefined) {
      lines = []
      chains.set(name, lines)
    } else if (raw.startsWith('\t\t') && !raw.includes('hook forward'))
      lines.push(raw.trim().replaceAll(/@(\w+)/g, (_, of: string) => `{ ${sets.get(of) ?? ''} }`))
  }
  return chains
}

export function runRuleset(
  chains: ReadonlyMap<string, readonly string[]>,
  packet: WirePacket,
  tracked: Tracked | null,
): Ran {
  const counted: string[] = []

  const chain = (name: string): Signal => {
    const lines = chains.get(name)
    if (lines === undefined) throw new Error(`no chain \`${name}\``)
    for (const text of lines) {
      const signal = line(text)
      if (signal === 'return') return 'next'
      if (signal !== 'next') return signal
    }
    return 'next'
  }

  /** A goto does not come back: the end of its chain is the end of this one. */
  const verdict = (text: string): Signal => {
    const [word = '', name = ''] = text.split(' ')
    if (word === 'jump') return chain(name)
    if (word !== 'goto') return word as Signal
    const signal = chain(name)
    return signal === 'next' ? 'return' : signal
  }

  /** What each statement does; `go` = the line goes on. */
  const statements: readonly (readonly [RegExp, (words: readonly string[]) => Signal | 'go'])[] = [
    [
      /^counter name (\w+)/,
      ([name = '']) => {
        counted.push(name)
        return 'go'
      },
    ],
    [/^log group \d+ prefix "[^"]*"/, () => 'go'],
    [/^ct mark set ct mark or (0x[0-9a-f]+)/, ([bits]) => mark((old) => old | Number(bits))],
    [/^ct mark set (\w+)/, ([value]) => mark(() => Number(value))],
    [/^ct direction (\w+)/, ([direction]) => goIf(tracked?.direction === direction)],
    [
      /^ct mark and (0x[0-9a-f]+) (==|!=) (0x[0-9a-f]+)/,
      ([mask, sign, value]) => {
        const same = tracked !== null && (tracked.mark & Number(mask)) >>> 0 === Number(value)
        return goIf(tracked !== null && same === (sign === '=='))
      },
    ],
    [
      /^meta l4proto (?!vmap)(\w+)/,
      ([name = '']) => goIf(packet.protocol === (PROTOCOLS[name] ?? Number(name))),
    ],
    [
      /^tcp flags & \(fin \| syn \| rst \| ack\) == syn/,
      () => goIf(packet.protocol === PROTOCOL_NUMBER.tcp && packet.syn),
    ],
    [
      /^icmpv6 type \{ ([\d, ]+) \}.* accept$/,
      ([types = '']) => {
        const listed = types.split(', ').includes(`${packet.first >> 8}`)
        return packet.protocol === PROTOCOL_NUMBER.icmpv6 && listed ? 'accept' : 'next'
      },
    ],
    [
      /^((?:ct original )?(?:ip6? [sd]addr|proto-\w+)|th \w+) (!= )?(?:\{ ([^}]*) \}|(\d+(?:-\d+)?))/,
      ([selector = '', not, elements, only = '']) => {
        const value = readField(selector, packet, tracked)
        const listed = (elements ?? only).split(', ').some((each) => isIn(each, value))
        return goIf(value !== null && listed === (not === undefined))
      },
    ],
    [/^reject with [\w -]+$/, () => 'reject'],
    [/^(drop|return|(?:jump|goto) \w+)$/, ([text = '']) => verdict(text)],
    [
      /^(.+) vmap \{ (.*) \}$/,
      ([selector = '', elements = '']) => {
        const value = readField(selector, packet, tracked)
        const element = elements.split(', ').find((each) => isIn(each.split(' : ')[0] ?? '', value))
        return element === undefined ? 'next' : verdict(element.split(' : ')[1] ?? '')
      },
    ],
  ]

  const goIf = (holds: boolean) => (holds ? 'go' : 'next')

  const mark = (change: (old: number) => number) => {
    if (tracked !== null) tracked.mark = change(tracked.mark) >>> 0
    return 'go' as const
  }

  const line = (text: string): Signal => {
    for (let rest = text; rest !== ''; ) {
      let signal: Signal | 'go' | null = null
      for (const [pattern, run] of statements) {
        const found = pattern.exec(rest)
        if (found === null) continue
        rest = rest.slice(found[0].length).trimStart()
        signal = run(found.slice(1))
        break
      }
      if (signal === null) throw new Error(`cannot read \`${rest}\` in \`${text}\``)
      if (signal !== 'go') return signal
    }
    return 'next'
  }

  const signal = chain('forward')
  return { verdict: signal === 'drop' || signal === 'reject' ? signal : 'accept', counted }
}

/** Null where the packet does not show it: the kernel then goes on with the next line. */
function readField(selector: string, packet: WirePacket, tracked: Tracked | null): bigint | number | null {
  if (selector === 'ct mark and 0x3') return tracked && tracked.mark & 3
  if (selector === 'meta l4proto') return packet.protocol
  if (selector === 'th sport') return packet.first
  if (selector === 'th dport') return packet.second
  const original = selector.startsWith('ct original ')
  const seen = original ? tracked?.original : packet
  const field = original ? selector.slice('ct original '.length) : selector
  if (seen === undefined) return null
  // Connection tracking keeps type and code of ICMP where it keeps destination ports.
  const icmp = seen.protocol === 1 || seen.protocol === 58
  if (field === 'proto-dst') return icmp ? seen.first : seen.second
  if (field === 'proto-src') return seen.first
  const address = /^(ip6?) ([sd])addr$/.exec(field)
  if (address === null) throw new Error(`cannot read the selector \`${selector}\``)
  if ((address[1] === 'ip' ? 4 : 6) !== seen.family) return null
  return address[2] === 's' ? seen.source : seen.destination
}

function isIn(label: string, value: bigint | number | null): boolean {
  if (value === null) return false
  if (typeof value === 'number') {
    const [first = 0, last = first] = label.split('-').map(Number)
    return first <= value && value <= last
  }
  const range = parseAddressSpec(label)
  if (!range.ok) throw new Error(range.error.message)
  return range.value.first <= value && value <= range.value.last
}
