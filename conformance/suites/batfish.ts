import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  type BuiltInChain,
  buildSnapshot,
  evaluate,
  importIptables,
  type L4,
  type Rule,
} from '@flowgate/engine'
import { type AclLine, accessListsIn } from '../support/cisco-acl.ts'
import { rule, workload } from '../support/documents.ts'
import { jsonOf, namesIn, textOf } from '../support/files.ts'
import { createCases, listDifferences, type SuiteReport } from '../support/report.ts'
import { deadLines } from '../support/rule-lists.ts'

interface Row {
  readonly Sources: readonly string[]
  readonly Unreachable_Line: string
  readonly Unreachable_Line_Action: 'PERMIT' | 'DENY'
  readonly Blocking_Lines: readonly string[]
  readonly Different_Action: boolean
  readonly Reason: string
}

interface Test {
  readonly Node: { readonly name: string }
  readonly Filter_Name: string
  readonly Flow: Readonly<Record<string, string | number>>
  readonly Action: 'PERMIT' | 'DENY'
  readonly Line_Content: string
}

const SNAPSHOT = /\binit-snapshot (networks\/\S+)/
const QUESTION = /^test (\S+)\s.*\bget (filterLineReachability|testFilters)\b/

/** Unreachable lines with what blocks them, and single packets through hosts' filters, as Batfish's own tests ask for them. */
export function batfish(folder: string): SuiteReport {
  const cases = createCases('02-rules-batfish')
  const tests = join(folder, 'tests')
  const scripts = existsSync(tests)
    ? readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(
        (name) => basename(name) === 'commands.txt',
      )
    : []
  for (const script of scripts.sort()) {
    let network: string | null = null
    for (const line of textOf(join(tests, script)).split('\n')) {
      network = SNAPSHOT.exec(line)?.[1] ?? network
      const [, ref = '', question] = QUESTION.exec(line) ?? []
      if (question === undefined) continue
      const answer = join(folder, ref)
      const snapshot = join(folder, network ?? '')
      const name = `${ref} of ${network}`
      if (network === null || !existsSync(snapshot) || !existsSync(answer))
        cases.skip(name, 'the network or its answer is not in the folder')
      else if (question === 'testFilters') testCases(cases.check, name, snapshot, rowsOf<Test>(answer))
      else cases.check(name, () => unreachableDifferences(snapshot, rowsOf<Row>(answer)))
    }
  }
  return cases.report()
}

const rowsOf = <T>(path: string): readonly T[] =>
  jsonOf<readonly { readonly rows?: readonly T[] }[]>(path).flatMap(({ rows }) => rows ?? [])

function unreachableDifferences(snapshot: string, rows: readonly Row[]): readonly string[] {
  const found = filtersOf(snapshot).flatMap(({ name, rules }) =>
    deadLines(rules).map(({ rule: dead, blockers }) =>
      rowText({
        Sources: [name],
        Unreachable_Line: dead.name,
        Unreachable_Line_Action: actionOf(dead),
        Blocking_Lines: blockers.map((each) => each.name),
        Different_Action: blockers.some((each) => actionOf(each) !== actionOf(dead)),
        Reason: blockers.length > 0 ? 'BLOCKING_LINES' : 'INDEPENDENTLY_UNMATCHABLE',
      }),
    ),
  )
  const wanted = rows.flatMap((row) => row.Sources.map((source) => rowText({ ...row, Sources: [source] })))
  return listDifferences(wanted, found)
}

const actionOf = ({ action }: Rule): Row['Unreachable_Line_Action'] =>
  action === 'allow' ? 'PERMIT' : 'DENY'

const plain = (line: string): string => line.trim().replace(/\s+/g, ' ')

const rowText = (row: Row): string =>
  [
    `${row.Sources.join()}: \`${plain(row.Unreachable_Line)}\` (${row.Unreachable_Line_Action})`,
    `${row.Reason} [${row.Blocking_Lines.map(plain).sort().join(' | ')}]`,
    row.Different_Action ? 'another action' : 'the same action',
  ].join(', ')

interface Filter {
  readonly name: string
  readonly rules: readonly Rule[]
}

/** The access lists of all devices and the chains of all hosts; a rule's name is its line. */
function filtersOf(snapshot: string): readonly Filter[] {
  const devices = namesIn(join(snapshot, 'configs')).flatMap((file) => {
    const config = textOf(join(snapshot, 'configs', file))
    const device = /^hostname (\S+)/m.exec(config)?.[1] ?? file.replace(/\.\w+$/, '')
    return accessListsIn(config).map(({ name, lines }) => ({
      name: `${device}: ${name}`,
      rules: lines.map((line, index) => ruleOf(line, index)),
    }))
  })
  const chains = hostsOf(snapshot).flatMap(({ host, iptables }) =>
    CHAINS.map((chain) => ({ name: `${host}: filter::${chain}`, rules: rulesOf(iptables, chain) })),
  )
  return [...devices, ...chains]
}

/** A condition that is no header field is one that is never known: such a line blocks nothing. */
const ruleOf = ({ text, action, match, conditions }: AclLine, index: number): Rule =>
  rule(`line-${index + 1}`, { ...match, name: text, action, processes: conditions })

const CHAINS: readonly BuiltInChain[] = ['INPUT', 'FORWARD', 'OUTPUT']

const rulesOf = (iptables: string, chain: BuiltInChain): readonly Rule[] => {
  const { document } = importIptables(iptables, '', { chain })
  return document.policies
    .flatMap(({ rules }) => rules)
    .filter(({ note }) => note !== '')
    .map((each) => ({ ...each, name: each.note.replace(/^-A \S+ /, '') }))
}

const hostsOf = (snapshot: string): readonly { readonly host: string; readonly iptables: string }[] =>
  namesIn(join(snapshot, 'hosts')).flatMap((file) => {
    const { hostname, iptablesFile } = jsonOf<{ readonly hostname: string; readonly iptablesFile?: string }>(
      snapshot,
      'hosts',
      file,
    )
    if (iptablesFile === undefined) return []
    return [{ host: hostname, iptables: textOf(join(snapshot, iptablesFile)) }]
  })

function testCases(
  check: (name: string, run: () => readonly string[]) => void,
  name: string,
  snapshot: string,
  rows: readonly Test[],
): void {
  for (const { Node, Filter_Name, Flow, Action, Line_Content } of rows)
    check(`${name}: ${Node.name} ${Filter_Name}`, () => {
      const iptables = hostsOf(snapshot).find(({ host }) => host === Node.name)?.iptables
      const chain = CHAINS.find((each) => Filter_Name === `filter::${each}`)
      if (iptables === undefined || chain === undefined) return ['there is no such filter']
      const { document } = importIptables(iptables, '', { chain })
      const own = chain === 'OUTPUT' ? Flow.srcIp : Flow.dstIp
      const protocol = String(Flow.ipProtocol).toLowerCase()
      if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return [`protocol \`${protocol}\``]
      const l4: L4 = { protocol, sourcePort: Number(Flow.srcPort), destinationPort: Number(Flow.dstPort) }
      const vnics = [{ id: 'own', mac: null, segment: null, addresses: [String(own)] }]
      const { action, evaluations } = evaluate(
        buildSnapshot({
          ...document,
          inventory: { ...document.inventory, workloads: [workload('host', { vnics })] },
        }),
        { source: String(Flow.srcIp), destination: String(Flow.dstIp), l4 },
        { now: 0 },
      )
      const notes = new Map(
        document.policies.flatMap(({ rules }) => rules.map((each) => [each.id, each.note] as const)),
      )
      const decided = evaluations.find((each) => each.rule !== null)?.rule ?? null
      const line = (decided === null ? '' : notes.get(decided)?.replace(/^-A \S+ /, '')) || 'default'
      const found = `${action === 'allow' ? 'PERMIT' : 'DENY'} by \`${plain(line)}\``
      const wanted = `${Action} by \`${plain(Line_Content)}\``
      return found === wanted ? [] : [`${found}, expected ${wanted}`]
    })
}
