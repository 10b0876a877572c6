/** One option of a rule with its arguments; `not` where a `!` stands before it or before its argument. */
export interface Option {
  readonly name: string
  readonly args: readonly string[]
  readonly not: boolean
}

export interface ChainRule {
  readonly line: number
  readonly text: string
  readonly options: readonly Option[]
}

export interface Chain {
  /** `ACCEPT` or `DROP` for a built-in chain; null for one of the user. */
  readonly policy: string | null
  readonly rules: readonly ChainRule[]
}

export interface Table {
  readonly chains: ReadonlyMap<string, Chain>
  /** Written by `ip6tables-save`. */
  readonly isIpv6: boolean
  /** Lines that are neither comment, chain nor rule, and rules outside the table. */
  readonly strange: readonly { readonly line: number; readonly text: string; readonly table: string }[]
}

/** Table `filter` of what `iptables-save`, `ip6tables-save` or `iptables -S` wrote. */
export function parseFilterTable(text: string): Table {
  const chains = new Map<string, { policy: string | null; rules: ChainRule[] }>()
  const strange: { line: number; text: string; table: string }[] = []
  let table = 'filter'
  let isIpv6 = false
  for (const [index, raw] of text.split('\n').entries()) {
    const row = raw.trim()
    const line = index + 1
    if (/^#.*ip6tables-save/.test(row)) isIpv6 = true
    if (row === '' || row.startsWith('#') || row === 'COMMIT') continue
    if (row.startsWith('*')) {
      table = row.slice(1)
      continue
    }
    const chain = /^:(\S+)\s+(\S+)/.exec(row) ?? chainCommand(row)
    const rule = /^(?:\[\d+:\d+\]\s+)?(?:iptables\s+)?-A\s+(\S+)\s*(.*)$/.exec(row)
    if (table !== 'filter' || (chain === null && rule === null)) {
      if (table === 'filter' || rule !== null) strange.push({ line, text: row, table })
      continue
    }
    const name = chain?.[1] ?? rule?.[1] ?? ''
    const known = chains.get(name) ?? { policy: null, rules: [] }
    chains.set(name, known)
    if (chain !== null) known.policy = chain[2] === '-' ? null : (chain[2] ?? null)
    else known.rules.push({ line, text: row, options: optionsIn(wordsIn(rule?.[2] ?? '')) })
  }
  return { chains, isIpv6, strange }
}

/** As `iptables -S` lists chains: `-P FORWARD DROP`, `-N WEB`. */
const chainCommand = (row: string): readonly string[] | null => {
  const [command = '', name = '', policy = '-'] = row.replace(/^iptables\s+/, '').split(/\s+/)
  return (command === '-P' || command === '-N') && name !== '' ? [row, name, policy] : null
}

/** Words apart from blanks; quotes keep blanks inside. */
const wordsIn = (text: string): readonly string[] =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((found) => found[1] ?? found[2] ?? '')

function optionsIn(words: readonly string[]): readonly Option[] {
  const options: { name: string; args: string[]; not: boolean }[] = []
  let not = false
  for (const word of words) {
    const last = options.at(-1)
    if (word === '!') {
      // Before an option, or in the old way before its argument.
      if (last !== undefined && last.args.length === 0 && WITH_ARGUMENT.has(last.name)) last.not = true
      else not = true
    } else if (/^--?[a-zA-Z]/.test(word)) {
      options.push({ name: LONG[word] ?? word, args: [], not })
      not = false
    } else last?.args.push(word)
  }
  return options
}

const LONG: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--protocol': '-p',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--jump': '-j',
  '--goto': '-g',
  '--match': '-m',
  '--source-port': '--sport',
  '--destination-port': '--dport',
  '--source-ports': '--sports',
  '--destination-ports': '--dports',
  '--fragment': '-f',
}
const WITH_ARGUMENT: ReadonlySet<string> = new Set([
  '-s',
  '-d',
  '-p',
  '-i',
  '-o',
  '--sport',
  '--dport',
  '--sports',
  '--dports',
  '--state',
  '--ctstate',
  '--icmp-type',
])
