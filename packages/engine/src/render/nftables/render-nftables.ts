import type { Span } from '../../compile/span.ts'
import { spanWorld } from '../../compile/span-world.ts'
import { familyOf, formatAddress } from '../../model/address.ts'
import { type Chain, createChainWriter } from './chains.ts'
import { type End, endBranches } from './end-branches.ts'
import type { Sight } from './fields.ts'
import { nextChange } from './next-change.ts'
import type { Work } from './partition.ts'
import type { Way } from './relevant.ts'
import { stateChains } from './state-chains.ts'

export interface NftablesOptions {
  /**
   * 1 to 2^30 - 1, another one for each ruleset loaded after the last boot: connections that were let in under another
   * generation are decided about anew.
   */
  readonly generation: number
  /** Milliseconds since the epoch: the ruleset is what the schedules say at this time. */
  readonly now: number
  /** Default `flowgate`. */
  readonly table?: string
  /** NFLOG group for rules that log, default 100. */
  readonly logGroup?: number
  /**
   * An end whose rules split the addresses at the other end into more classes than this for each rule gets its rules as a
   * list, each with a set, instead of verdict maps. Default 1; 0 = always a list.
   */
  readonly classesPerRule?: number
  /**
   * Where verdict maps take more decisions than this for each rule and end, all ends get lists, except those where a
   * condition matters that no header carries. Default 8.
   */
  readonly lookupsPerRule?: number
  /**
   * All lists together have about this many lines for each rule and end: ends share a list, whose lines then look at both
   * addresses, as far as that takes. Default 4; 0 = one list for all.
   */
  readonly linesPerRule?: number
  /** Counts what is looked at, by which tests tell how time grows. */
  readonly work?: Work
}

/** What a named counter of the ruleset counts: first packets decided at one end by one rule. */
export interface NftablesCounter {
  readonly name: string
  /** Null = the default rule. */
  readonly rule: string | null
  /** `out` at the source's vNIC, `in` at the destination's. */
  readonly direction: 'in' | 'out'
}

export interface NftablesRuleset {
  /** For `nft -f`: replaces the table as a whole, in one transaction. */
  readonly text: string
  readonly counters: readonly NftablesCounter[]
  /** When a schedule next opens or closes and the ruleset must be rendered again; null = never. */
  readonly validUntil: number | null
}

const MAX_GENERATION = 2 ** 30 - 1

/**
 * Renders a host's span as one nftables ruleset for the Linux kernel.
 *
 * The kernel then decides as `evaluate` does with every condition unknown that no header carries (application, name, user,
 * process), at the vNICs of this host. Three differences, each on purpose: neighbour discovery and multicast listener
 * messages pass, as ARP does, or IPv6 would not work under a default of drop; packets reach the rules reassembled, so there
 * are no later fragments; nothing is done to packets of the host itself, which do not cross its bridge.
 *
 * A host needs `net.bridge.bridge-nf-call-iptables=1` and `-ip6tables=1` where its workloads hang on a bridge, and, for
 * `reject`, an address or route of its own towards them.
 *
 * Uses 32 bits of connection mark: the generation, and one bit for each end that has let the connection in.
 *
 * @throws Error where `compileSpan` would refuse the span, or an option is out of range
 */
export function renderNftables(
  span: Span,
  {
    generation,
    now,
    table = 'flowgate',
    logGroup = 100,
    classesPerRule = 1,
    lookupsPerRule = 8,
    linesPerRule = 4,
    work = { comparisons: 0 },
  }: NftablesOptions,
): NftablesRuleset {
  if (!Number.isInteger(generation) || generation < 1 || generation > MAX_GENERATION)
    throw new Error(`generation is \`${generation}\`, expected a whole number from 1 to ${MAX_GENERATION}`)
  if (!/^[a-z][a-z0-9_]{0,30}$/i.test(table))
    throw new Error(`table is \`${table}\`, expected a letter and up to 30 letters, digits or \`_\``)
  if (!Number.isInteger(logGroup) || logGroup < 0 || logGroup > 65_535)
    throw new Error(`logGroup is \`${logGroup}\`, expected a whole number from 0 to 65535`)
  const world = spanWorld(span)
  const ends = endBranches(world, now, { classesPerRule, lookupsPerRule, linesPerRule, work })
  const writer = createChainWriter(logGroup)

  const dispatch = (sight: Sight, way: Way): readonly string[] => {
    const side = way === 'out' ? 'saddr' : 'daddr'
    return ([4, 6] as const).flatMap((family) => {
      const elements = ends
        .filter(({ address }) => familyOf(address) === family)
        .map((end) => `${formatAddress(end.address)} : goto ${writer.chainOf(nodeOf(end, way), sight, way)}`)
      const selector = `${sight === 'original' ? 'ct original ' : ''}${family === 4 ? 'ip' : 'ip6'} ${side}`
      return elements.length === 0 ? [] : [`${selector} vmap { ${elements.join(', ')} }`]
    })
  }
  const chains = [...stateChains(generation, dispatch), ...writer.chains()]
  const counters = writer.counters()
  const text = [
    `table inet ${table}`,
    `delete table inet ${table}`,
    `table inet ${table} {`,
    ...writer.sets().map((set) => `\t${set}`),
    ...counters.map(({ name }) => `\tcounter ${name} { }`),
    ...chains.map(chainText),
    '}',
    '',
  ].join('\n')
  return {
    text,
    counters: counters.map(({ name, rule, way }) => ({
      name,
      rule: world.rules[rule]?.id ?? null,
      direction: way,
    })),
    validUntil: nextChange(
      world.rules.flatMap(({ schedule }) => schedule ?? []),
      now,
    ),
  }
}

const nodeOf = (end: End, way: Way) => (way === 'out' ? end.out : end.in)

const chainText = ({ name, lines }: Chain): string =>
  [`\tchain ${name} {`, ...lines.map((line) => `\t\t${line}`), '\t}'].join('\n')
