import type { AddressSet } from '../../model/address-set.ts'
import { addressSet, complement } from '../../model/address-set.ts'
import { formatRange, parseAddressSpec } from '../../model/address-spec.ts'
import type { Endpoints, Rule } from '../../model/document.ts'
import { ANY, importedDocument, importedPolicy, importedRule } from '../blank.ts'
import { entriesOf } from '../box.ts'
import type { ImportResult } from '../result.ts'
import type { ImportGap } from '../source.ts'
import { type FlatRule, flatten } from './flatten.ts'
import type { Interfaces } from './match.ts'
import { type ChainRule, parseFilterTable } from './parse.ts'

export type BuiltInChain = 'INPUT' | 'FORWARD' | 'OUTPUT'

export interface IptablesOptions {
  readonly chain: BuiltInChain
  /**
   * Networks behind interfaces, by name. An interface that is named here is its addresses: `-i` those of the source, `-o`
   * those of the destination. One that is not is a condition that cannot be said.
   */
  readonly interfaces?: Readonly<Record<string, readonly string[]>>
}

const ACTION = { ACCEPT: 'allow', DROP: 'drop', REJECT: 'reject' } as const

/**
 * One built-in chain of table `filter`, as `iptables-save` writes it, to a policy of its own. What a condition that cannot be
 * said (an interface, a rate, a mark ...) hangs on is closed: such an ACCEPT is left out, such a DROP drops all it may hold. Connections
 * that are established pass by state, so rules about them fall away.
 *
 * @throws RangeError where chains call each other in a circle, or an interface's network is none
 */
export function importIptables(
  text: string,
  file: string,
  { chain, interfaces = {} }: IptablesOptions,
): ImportResult {
  const gaps: ImportGap[] = []
  const said = new Set<string>()
  const note = (rule: ChainRule, message: string): void => {
    const key = `${rule.line} ${message}`
    if (said.has(key)) return
    said.add(key)
    gaps.push({ file, line: rule.line, path: rule.text, message })
  }
  const table = parseFilterTable(text)
  for (const { line, text: path, table: name } of table.strange)
    gaps.push({
      file,
      line,
      path,
      message: name === 'filter' ? 'not understood; it was left out' : `table \`${name}\` is not imported`,
    })
  const flat = flatten(table, chain, interfaceSets(interfaces), note)
  const rules = flat.flatMap((each, index): readonly Rule[] => {
    if (each.unknown.length > 0 && each.rule !== null) {
      const conditions = each.unknown.map((condition) => `\`${condition}\``).join(', ')
      note(
        each.rule,
        each.target === 'ACCEPT'
          ? `${conditions} cannot be said; what only this allows is not allowed`
          : `${conditions} cannot be said; the rule drops whatever else it asks for`,
      )
      if (each.target === 'ACCEPT') return []
    }
    return [ruleOf(each, index, chain, table.isIpv6)]
  })
  for (const [name, { policy, rules: left }] of table.chains) {
    if (name === chain || policy === null || left.length === 0) continue
    const rest = `it has ${left.length} rule${left.length === 1 ? '' : 's'}`
    gaps.push({ file, line: null, path: name, message: `only chain \`${chain}\` is imported; ${rest}` })
  }
  if (!table.chains.has(chain))
    gaps.push({ file, line: null, path: chain, message: 'table `filter` has no such chain' })
  gaps.push({ file, line: null, path: '', message: 'a rule set names no workloads; the inventory is empty' })
  const policies = rules.length === 0 ? [] : [importedPolicy(chain, 'application', rules)]
  return {
    document: importedDocument({ policies }, gaps),
    gaps: gaps.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  }
}

function interfaceSets(interfaces: NonNullable<IptablesOptions['interfaces']>): Interfaces {
  return new Map(
    Object.entries(interfaces).map(([name, networks]) => [
      name,
      addressSet(
        networks.flatMap((text) => {
          const range = parseAddressSpec(text)
          if (range.ok) return [range.value]
          throw new RangeError(`interface \`${name}\`: ${range.error.message}; ${range.error.help}`)
        }),
      ),
    ]),
  )
}

function ruleOf(each: FlatRule, index: number, chain: BuiltInChain, isIpv6: boolean): Rule {
  const id = each.rule === null ? `${chain}/policy` : `${chain}/line-${each.rule.line}/${index + 1}`
  return importedRule(id, each.rule === null ? `policy of ${chain}` : `line ${each.rule.line}`, {
    sources: sideOf(each.box.source),
    destinations: sideOf(each.box.destination),
    services: { services: [], entries: entriesOf(each.box) },
    direction: chain === 'OUTPUT' ? 'out' : 'in',
    ipVersion: isIpv6 ? 'ipv6' : 'ipv4',
    action: ACTION[each.target],
    note: each.rule?.text ?? '',
  })
}

/** As it was most likely written: everything but a little is said negated. */
function sideOf(set: AddressSet): Endpoints {
  const rest = complement(set)
  if (rest.length === 0) return ANY
  const negated = rest.length < set.length
  return { groups: [], addresses: (negated ? rest : set).map(formatRange), negated }
}
