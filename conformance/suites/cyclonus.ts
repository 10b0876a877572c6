import { join } from 'node:path'
import { buildSnapshot, type Connection, connectivity, importKubernetes, type L4 } from '@flowgate/engine'
import { jsonOf, namesIn } from '../support/files.ts'
import { holds } from '../support/holds.ts'
import { createCases, type SuiteReport } from '../support/report.ts'

interface Step {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly pods: readonly {
    readonly namespace: string
    readonly name: string
    readonly ip: string
    readonly labels: Readonly<Record<string, string>>
    /** `PROTOCOL/number/name`. */
    readonly ports: readonly string[]
  }[]
  readonly policies: readonly unknown[]
  readonly order: readonly string[]
  /** Rows: from; columns: to; both in `order`. `.` allowed, `X` blocked, `P` no such named port, `N` not served. */
  readonly expected: Readonly<Record<string, readonly string[]>>
}

/**
 * Every matrix of every step. The diagonal is left out: cyclonus applies policy to a pod's traffic to itself, which the
 * NetworkPolicy API excludes ("traffic to and from the node where a pod runs, and to itself, is always allowed").
 */
export function cyclonus(folder: string): SuiteReport {
  const cases = createCases('01-policy-cyclonus')
  const truth = join(folder, 'truth')
  for (const file of namesIn(truth).filter((name) => name.endsWith('.json'))) {
    const { steps } = jsonOf<{ readonly steps: readonly Step[] }>(truth, file)
    for (const [index, step] of steps.entries())
      cases.check(`${file.replace('.json', '')} step ${index + 1}`, () => differences(step))
  }
  return cases.report()
}

function differences(step: Step): readonly string[] {
  const { document } = importKubernetes(
    [...objectsOf(step)].map((value) => ({ file: '', value, lineOf: () => null })),
  )
  const open = new Map<string, 'all' | readonly Connection[]>()
  const names = new Map(document.inventory.workloads.map(({ id, name }) => [id, name]))
  for (const { src, dst, connections } of connectivity(buildSnapshot(document)))
    open.set(`${names.get(src)} ${names.get(dst)}`, connections)
  return Object.entries(step.expected).flatMap(([service, rows]) => {
    const [protocol, port] = service.toLowerCase().split('/')
    if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return [`no protocol \`${service}\``]
    const packet: L4 = { protocol, sourcePort: 40_000, destinationPort: Number(port) }
    return step.order.flatMap((from, row) =>
      step.order.flatMap((to, column) => {
        const wanted = rows[row]?.[column]
        // Whether the port is served, or a probe's name resolves, is the prober's business, not policy's.
        if (row === column || wanted === 'P' || wanted === 'N') return []
        const found = holds(open.get(`${from}[Pod] ${to}[Pod]`), packet) ? '.' : 'X'
        return found === wanted ? [] : [`${service} ${from} => ${to} is ${found}, expected ${wanted}`]
      }),
    )
  })
}

function* objectsOf({ namespaces, pods, policies }: Step): Iterable<unknown> {
  for (const [name, labels] of Object.entries(namespaces))
    yield { kind: 'Namespace', metadata: { name, labels } }
  for (const { namespace, name, ip, labels, ports } of pods)
    yield {
      kind: 'Pod',
      metadata: { namespace, name, labels },
      status: { podIP: ip },
      spec: {
        containers: ports.map((text) => {
          const [protocol, number, portName] = text.split('/')
          return { ports: [{ protocol, containerPort: Number(number), name: portName }] }
        }),
      },
    }
  // Those taken from client-go's typed structs have no kind.
  for (const policy of policies)
    yield { kind: 'NetworkPolicy', ...(typeof policy === 'object' && policy !== null ? policy : {}) }
}
