import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildSnapshot,
  type Evaluation,
  evaluate,
  type FlowgateDocument,
  importNsx,
  lint,
  type Packet,
  type Snapshot,
} from '@flowgate/engine'
import { jsonOf, namesIn, textOf } from '../support/files.ts'
import { NOTHING, nsxText, parsedNsxText } from '../support/nsx-services.ts'
import { openMap, rangeHolds, specsOf } from '../support/open-map.ts'
import { createCases, listDifferences, type SuiteReport } from '../support/report.ts'

/** Connectivity, explanations with their deciding rules, and redundant rules with those that shadow them. */
export function nsxDfw(folder: string): SuiteReport {
  const cases = createCases('01-policy-nsx-dfw')
  const shared = join(folder, 'services.json')
  const services: unknown = existsSync(shared) ? jsonOf(shared) : []
  const load = (name: string): FlowgateDocument => {
    const config = jsonOf<Readonly<Record<string, unknown>>>(folder, 'configs', `${name}.json`)
    // The services were moved out of the exports, being the same in all.
    const value = Array.isArray(config.services) ? config : { ...config, services }
    return importNsx({ file: `${name}.json`, value, lineOf: () => null }).document
  }
  const each = (
    kind: string,
    extension: string,
    check: (name: string, path: string) => readonly string[],
  ) => {
    for (const file of namesIn(join(folder, `expected-${kind}`)).filter((name) => name.endsWith(extension))) {
      const name = file.slice(0, -extension.length)
      cases.check(`${name} ${kind}`, () => check(name, join(folder, `expected-${kind}`, file)))
    }
  }
  each('connectivity', '.txt', (name, path) => connectivityDifferences(load(name), textOf(path)))
  each('explain', '.json', (name, path) =>
    jsonOf<readonly Question[]>(path).flatMap((question) => explainDifferences(load(name), question)),
  )
  each('redundant', '.json', (name, path) =>
    listDifferences(
      jsonOf<{ readonly rows: readonly (readonly string[])[] }>(path).rows.map((row) => row.join(' ')),
      redundantRows(load(name)),
    ),
  )
  return cases.report()
}

/**
 * Every pair of virtual machines, and every address outside that a rule or group names. Of addresses that nothing names, the
 * golden answers say nothing.
 */
function connectivityDifferences(document: FlowgateDocument, golden: string): readonly string[] {
  const rows = golden.split('\n').flatMap((line) => {
    const [source, destination, connections, ...rest] = line.split('|').map((cell) => cell.trim())
    if (!source || !destination || !connections || source === 'Source' || rest.length > 0) return []
    return [{ source, destination, connections: parsedNsxText(connections) }]
  })
  const isName = new Set(document.inventory.workloads.map(({ name }) => name))
  const named = specsOf(document)
  const outsideEnds = rows
    .flatMap(({ source, destination }) => [source, destination])
    .filter((end) => !isName.has(end))
  const map = openMap(document, outsideEnds, nsxText)
  const outside = map.outside.filter((address) => named.some((spec) => rangeHolds(spec, address)))
  const fits = (written: string, end: string): boolean =>
    written === end || (!isName.has(written) && !isName.has(end) && rangeHolds(written, end))
  const ends = [...map.names, ...outside]
  return ends.flatMap((source) =>
    ends.flatMap((destination) => {
      if (source === destination || !(isName.has(source) || isName.has(destination))) return []
      const row = rows.find((each) => fits(each.source, source) && fits(each.destination, destination))
      const wanted = row?.connections ?? NOTHING
      const found = map.between(source, destination)
      return found === wanted ? [] : [`${source} => ${destination}: ${found}, expected ${wanted}`]
    }),
  )
}

interface Question {
  readonly src: string
  readonly dst: string
  readonly conn: {
    readonly protocol: string
    readonly srcPorts?: readonly number[]
    readonly dstPorts?: readonly number[]
  }
  readonly isAllowed: boolean
  /** Names of the rules that decided, those that jumped before them. */
  readonly ingressRules: readonly string[]
  readonly egressRules: readonly string[]
}

function explainDifferences(document: FlowgateDocument, question: Question): readonly string[] {
  const snapshot = buildSnapshot(document)
  return packetsOf(snapshot, question).flatMap((packet) => {
    const { action, evaluations } = evaluate(snapshot, packet, { now: 0 })
    const [egress, ingress] = evaluations.map((evaluation) => deciding(snapshot, evaluation).join(', '))
    const about = `${question.src} => ${question.dst} ${JSON.stringify(packet.l4)}`
    return [
      ...((action === 'allow') === question.isAllowed
        ? []
        : [`${about}: ${action}, expected ${question.isAllowed ? 'allow' : 'drop'}`]),
      ...(ingress === question.ingressRules.join(', ')
        ? []
        : [`${about}: ingress by ${ingress}, expected ${question.ingressRules.join(', ')}`]),
      ...(egress === question.egressRules.join(', ')
        ? []
        : [`${about}: egress by ${egress}, expected ${question.egressRules.join(', ')}`]),
    ]
  })
}

/** Both ends of each range of ports. */
function packetsOf({ document }: Snapshot, { src, dst, conn }: Question): readonly Packet[] {
  const address = (name: string): string =>
    document.inventory.workloads.find((each) => each.name === name)?.vnics[0]?.addresses[0] ?? name
  const base = { source: address(src), destination: address(dst) }
  const protocol = conn.protocol.toLowerCase()
  if (protocol === 'icmp') return [{ ...base, l4: { protocol, type: 8, code: 0 } }]
  if (protocol !== 'tcp' && protocol !== 'udp') throw new Error(`protocol \`${conn.protocol}\``)
  return (conn.srcPorts ?? [1, 65_535]).flatMap((sourcePort) =>
    (conn.dstPorts ?? [1, 65_535]).map((destinationPort) => ({
      ...base,
      l4: { protocol, sourcePort, destinationPort },
    })),
  )
}

function deciding({ document }: Snapshot, { trail, rule }: Evaluation): readonly string[] {
  const names = new Map(
    document.policies.flatMap(({ rules }) => rules.map(({ id, name }) => [id, name] as const)),
  )
  const jumps = trail.flatMap((step) => (step.kind === 'jump' ? [step.rule] : []))
  return [...jumps, ...(rule === null ? [] : [rule])].map((id) => names.get(id) ?? id)
}

/**
 * Rules of which earlier ones take everything, in one direction or both, as `id category direction [shadowing ids]`. Each
 * rule for both directions is looked at as two.
 */
function redundantRows(document: FlowgateDocument): readonly string[] {
  const split = {
    ...document,
    policies: document.policies.map((policy) => ({
      ...policy,
      rules: policy.rules.flatMap((rule) =>
        rule.direction === 'in-out'
          ? (['in', 'out'] as const).map((direction) => ({
              ...rule,
              id: `${rule.id} ${direction}`,
              direction,
            }))
          : [{ ...rule, id: `${rule.id} ${rule.direction}` }],
      ),
    })),
  }
  const found = new Map<string, { readonly directions: Set<string>; readonly by: Set<string> }>()
  for (const { code, object, related } of lint(buildSnapshot(split))) {
    if (code !== 'rule-shadowed') continue
    const [id = '', direction = ''] = object.id.split(' ')
    const known = found.get(id) ?? { directions: new Set(), by: new Set() }
    found.set(id, known)
    known.directions.add(direction)
    for (const { id: other } of related) known.by.add(other.split(' ')[0] ?? other)
  }
  return document.policies.flatMap(({ category, rules }) =>
    rules.flatMap(({ id }) => {
      const row = found.get(id)
      if (row === undefined) return []
      const direction = ['IN', 'OUT'].filter((each) => row.directions.has(each.toLowerCase())).join('_')
      const name = `${category[0]?.toUpperCase()}${category.slice(1)}`
      return [`${id} ${name} ${direction} [${[...row.by].sort((a, b) => Number(a) - Number(b)).join(' ')}]`]
    }),
  )
}
