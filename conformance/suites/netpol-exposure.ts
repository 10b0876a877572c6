import type { ImportSource } from '@flowgate/engine'
import { parsedSelectors, selectorsText } from '../support/label-selectors.ts'
import { type Direction, type Newcomers, newcomers } from '../support/newcomers.ts'
import { listDifferences } from '../support/report.ts'
import { EVERYTHING, NOTHING, transportText, unionText } from '../support/services.ts'

const CLUSTER = 'entire-cluster'
const OUTSIDE = '[External]'
const EXPOSURE = /^(\S+)\s+(=>|<=)\s+(.+?) : (.+)$/
const UNPROTECTED = /^(\S+) is not protected on (Ingress|Egress)$/

/**
 * np-guard's exposure section: what each workload's policies open to pods that are not in the manifests, and which workloads
 * no policy selects. Its lines about addresses outside repeat the connections, with which they are compared.
 */
export function exposureDifferences(sources: readonly ImportSource[], golden: string): readonly string[] {
  const section = golden.split('Exposure Analysis Result:')[1]
  if (section === undefined) throw new Error('no exposure section in the file')
  const found = newcomers(sources)
  const lines = section.split('\n').map((line) => line.trim())
  const wanted = lines.flatMap((line) => {
    const [, workload = '', arrow = '', other = '', connections = ''] = EXPOSURE.exec(line) ?? []
    if (workload === '' || other.endsWith(OUTSIDE)) return []
    const selected = other === CLUSTER ? CLUSTER : selectorsText(parsedSelectors(other))
    return [`${workload} ${arrow} ${selected} : ${numbered(connections, found.portNumbers)}`]
  })
  const unprotected = lines.filter((line) => UNPROTECTED.test(line))
  return [
    ...listDifferences(wanted, exposed(found)),
    ...listDifferences(unprotected, unprotectedIn(found)),
    ...listDifferences(repeatedIn(golden.split('Exposure Analysis Result:')[0] ?? ''), repeatedIn(section)),
  ]
}

/** Connections with addresses outside, which both parts of the file tell. */
const repeatedIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const [, one = '', arrow = '', other = '', connections = ''] = EXPOSURE.exec(line.trim()) ?? []
    if (!one.endsWith(OUTSIDE) && !other.endsWith(OUTSIDE)) return []
    const [from, to] = arrow === '=>' ? [one, other] : [other, one]
    return [`${from} => ${to} : ${connections}`]
  })

const DIRECTIONS: readonly Direction[] = ['out', 'in']

function exposed({ workloads, selectors, open, isProtected }: Newcomers): readonly string[] {
  return workloads.flatMap(({ id, name }) =>
    DIRECTIONS.flatMap((direction) => {
      const line = (other: string, text: string): string =>
        `${name} ${direction === 'in' ? '<=' : '=>'} ${other} : ${text}`
      if (!isProtected(id, direction)) return [line(CLUSTER, EVERYTHING)]
      const cluster = transportText(open(id, direction, null))
      const special = selectors.flatMap((each) => {
        const text = transportText(open(id, direction, each))
        return text === cluster ? [] : [line(selectorsText(each), text)]
      })
      return cluster === NOTHING ? special : [line(CLUSTER, cluster), ...special]
    }),
  )
}

const unprotectedIn = ({ workloads, isProtected }: Newcomers): readonly string[] =>
  workloads.flatMap(({ id, name }) =>
    DIRECTIONS.flatMap((direction) =>
      isProtected(id, direction)
        ? []
        : [`${name} is not protected on ${direction === 'in' ? 'Ingress' : 'Egress'}`],
    ),
  )

/** The golden text with the numbers that stand for names. */
const numbered = (connections: string, numbers: ReadonlyMap<string, number>): string => {
  if (connections === EVERYTHING || connections === NOTHING) return connections
  const named = connections.replace(/[a-z0-9-]*[a-z][a-z0-9-]*/g, (name) => String(numbers.get(name) ?? name))
  return unionText([named])
}
