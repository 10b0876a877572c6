import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readManifests } from '@flowgate/cli/src/documents/manifests.ts'
import { type FlowgateDocument, type ImportSource, importKubernetes } from '@flowgate/engine'
import { namesIn, textOf } from '../support/files.ts'
import { type OpenMap, openMap, rangeHolds } from '../support/open-map.ts'
import { createCases, type SuiteReport } from '../support/report.ts'
import { NOTHING, unionText } from '../support/services.ts'
import { explainDifferences } from './netpol-explain.ts'
import { exposureDifferences } from './netpol-exposure.ts'

const CLASSES: ReadonlySet<string> = new Set(['np', 'anp', 'no-policy'])
const OUTSIDE = '[External]'

/** Connections and differences of the classes that are policy alone. */
export function netpolAnalyzer(folder: string): SuiteReport {
  const cases = createCases('01-policy-k8s-netpol-analyzer')
  const [, ...rows] = textOf(join(folder, 'INDEX.tsv')).split('\n')
  for (const [name = '', kind = ''] of rows.map((row) => row.split('\t'))) {
    if (name === '') continue
    const golden = join(folder, 'cases', name, 'expected/connlist.txt')
    if (!CLASSES.has(kind)) cases.skip(name, `class ${kind}: not policy alone`)
    else {
      const explained = join(folder, 'cases', name, 'expected/explain.txt')
      const exposed = join(folder, 'cases', name, 'expected/exposure.txt')
      if (existsSync(golden))
        cases.check(`${name} connections`, () => connectionDifferences(join(folder, 'cases', name), golden))
      if (existsSync(explained))
        cases.check(`${name} explanations`, () =>
          explainDifferences(documentOf(join(folder, 'cases', name, 'manifests')), textOf(explained)),
        )
      if (existsSync(exposed)) {
        const manifests = join(folder, 'cases', name, 'manifests')
        cases.check(`${name} exposure`, () => [
          ...connectionDifferences(join(folder, 'cases', name), exposed),
          ...exposureDifferences(readManifests(manifests).map(withoutStatus), textOf(exposed)),
        ])
      }
    }
  }
  for (const file of namesIn(join(folder, 'diff')).filter((name) => name.endsWith('.txt'))) {
    const [, after = '', before = ''] = /^diff_between_(.+)_and_(.+)\.txt$/.exec(file) ?? []
    const [one, two] = [before, after].map((name) => join(folder, 'cases', name, 'manifests'))
    if (one === undefined || two === undefined || !existsSync(one) || !existsSync(two))
      cases.skip(file, 'the manifests of one side are not in the folder')
    else cases.check(file, () => diffDifferences(one, two, textOf(join(folder, 'diff', file))))
  }
  return cases.report()
}

/**
 * np-guard takes an `ipBlock` to be outside the cluster and reads no pod's address, as the API's documentation advises
 * ("should be cluster-external IPs"). So pods come without `status` here and get invented addresses, which no block holds.
 */
const withoutStatus = (source: ImportSource): ImportSource => ({
  ...source,
  value: JSON.parse(JSON.stringify(source.value, (key, value) => (key === 'status' ? undefined : value))),
})

const documentOf = (manifests: string): FlowgateDocument =>
  importKubernetes(readManifests(manifests).map(withoutStatus)).document

const mapOf = (manifests: string, more: readonly string[]): OpenMap => openMap(documentOf(manifests), more)

interface GoldenLine {
  readonly source: string
  readonly destination: string
  readonly connections: string
}

const ends = (lines: readonly GoldenLine[]): readonly string[] =>
  lines
    .flatMap(({ source, destination }) => [source, destination])
    .filter((end) => end.endsWith(OUTSIDE))
    .map(rangeOf)

const rangeOf = (end: string): string => end.slice(0, -OUTSIDE.length)

const isEnd = (written: string, end: string): boolean =>
  written === end || (written.endsWith(OUTSIDE) && rangeHolds(rangeOf(written), end))

const connectionLines = (text: string): readonly GoldenLine[] =>
  text.split('\n').flatMap((line): readonly GoldenLine[] => {
    const found = /^(\S+) => (\S+) : (.+)$/.exec(line.trim())
    if (found === null) return []
    const [, source = '', destination = '', connections = ''] = found
    return [{ source, destination, connections }]
  })

/** Every pair of ends, at most one of them outside. */
function* pairs(names: readonly string[], outside: readonly string[]): Iterable<readonly [string, string]> {
  for (const name of names) {
    for (const other of names) if (name !== other) yield [name, other]
    for (const other of outside) {
      yield [name, other]
      yield [other, name]
    }
  }
}

function connectionDifferences(folder: string, golden: string): readonly string[] {
  const lines = connectionLines(textOf(golden))
  const map = mapOf(join(folder, 'manifests'), ends(lines))
  const unknown = lines
    .flatMap(({ source, destination }) => [source, destination])
    .find((end) => !end.endsWith(OUTSIDE) && !map.names.includes(end))
  if (unknown !== undefined) return [`no workload is called \`${unknown}\``]
  const bySource = new Map<string, GoldenLine[]>()
  for (const line of lines) bySource.set(line.source, [...(bySource.get(line.source) ?? []), line])
  const outsideSources = lines.filter(({ source }) => source.endsWith(OUTSIDE))
  return [...pairs(map.names, map.outside)].flatMap(([source, destination]) => {
    const candidates = map.names.includes(source) ? (bySource.get(source) ?? []) : outsideSources
    const wanted = unionText(
      candidates
        .filter((line) => isEnd(line.source, source) && isEnd(line.destination, destination))
        .map(({ connections }) => connections),
    )
    const found = map.between(source, destination)
    return found === wanted ? [] : [`${source} => ${destination}: ${found}, expected ${wanted}`]
  })
}

const DIFF =
  /^diff-type: \w+, source: (\S+), destination: (\S+), ref1: (.+?), ref2: (.+?)(?:, workloads-diff-info: .*)?$/

function diffDifferences(one: string, two: string, golden: string): readonly string[] {
  const lines = golden.split('\n').flatMap((line) => {
    const found = DIFF.exec(line.trim())
    if (found === null) return []
    const [, source = '', destination = '', first = '', second = ''] = found
    return [{ source, destination, connections: '', first, second }]
  })
  const before = mapOf(one, ends(lines))
  const after = mapOf(two, ends(lines))
  const outside = [...new Set([...before.outside, ...after.outside])]
  // A piece of one side may be several of the other: ask both about all.
  const both = [mapOf(one, outside), mapOf(two, outside)] as const
  const names = [...new Set([...before.names, ...after.names])]
  return [...pairs(names, outside)].flatMap(([source, destination]) => {
    const line = lines.find((each) => isEnd(each.source, source) && isEnd(each.destination, destination))
    const [first, second] = both.map((map) => map.between(source, destination))
    const changed = first !== second
    const wanted = line === undefined ? 'unchanged' : `${normal(line.first)} to ${normal(line.second)}`
    const found = changed ? `${first} to ${second}` : 'unchanged'
    return wanted === found ? [] : [`${source} => ${destination}: ${found}, expected ${wanted}`]
  })
}

const normal = (text: string): string => (text === NOTHING ? NOTHING : unionText([text]))
