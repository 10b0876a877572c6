import type { Filter, FlowgateDocument, ServiceEntry } from '@flowgate/engine'
import { ANY, emptyDocument, policy, rule, workload } from '../../support/documents.ts'
import { jsonOf } from '../../support/files.ts'
import { anyOf } from './five-tuple-trace.ts'

/** A group-shaped policy as the generator writes it: workloads, groups, rules, by position. */
export interface GroupPolicyFile {
  readonly W: readonly { readonly ip: number; readonly host: number }[]
  readonly G: readonly {
    readonly name: string
    readonly members: readonly number[]
    readonly cidrs: readonly (readonly [number, number])[]
  }[]
  /** v: protocol, first and last destination port; a: 1 = allow. */
  readonly R: readonly {
    readonly s: readonly number[]
    readonly d: readonly number[]
    readonly v: readonly (readonly [number, number, number])[]
    readonly a: number
  }[]
  readonly hosts: number
}

const dotted = (ip: number): string => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join('.')
const entryOf = ([protocol, first, last]: readonly [number, number, number]): ServiceEntry =>
  protocol === 6 || protocol === 17
    ? {
        protocol: protocol === 6 ? 'tcp' : 'udp',
        sourcePorts: [],
        destinationPorts: first === 0 && last === 65535 ? [] : [[first, last]],
      }
    : { protocol: 'ip', number: protocol }

export const readGroupPolicy = (path: string): GroupPolicyFile => jsonOf<GroupPolicyFile>(path)

/** As a document: one application policy that holds every rule in order; all workloads on one host. */
export function groupPolicyDocument(file: GroupPolicyFile): FlowgateDocument {
  return {
    ...emptyDocument,
    inventory: {
      ...emptyDocument.inventory,
      hosts: [{ id: 'h', name: 'h', cluster: null }],
      workloads: file.W.map(({ ip }, i) =>
        workload(`w${i}`, {
          host: 'h',
          vnics: [{ id: 'v0', mac: null, segment: null, addresses: [dotted(ip)] }],
        }),
      ),
    },
    groups: file.G.map(({ name, members, cidrs }, i) => ({
      id: `g${i}`,
      name: `${name} ${i}`,
      description: '',
      members: {
        workloads: members.map((w) => `w${w}`),
        segments: [],
        groups: [],
        addresses: cidrs.map(([ip, prefix]) => `${dotted(ip)}/${prefix}`),
        identities: [],
      },
      criteria: null,
    })),
    policies: [
      policy(
        'p',
        file.R.map(({ s, d, v, a }, i) =>
          rule(`r${i}`, {
            sources: { ...ANY, groups: s.map((g) => `g${g}`) },
            destinations: { ...ANY, groups: d.map((g) => `g${g}`) },
            services: { services: [], entries: v.map(entryOf) },
            action: a === 1 ? 'allow' : 'drop',
          }),
        ),
      ),
    ],
  }
}

type Span = readonly [first: number, last: number]

/** The address spans of each group. */
const groupSpans = ({ G, W }: GroupPolicyFile): readonly (readonly Span[])[] =>
  G.map(({ members, cidrs }): readonly Span[] => [
    ...members.map((i): Span => {
      const ip = (W[i]?.ip ?? 0) >>> 0
      return [ip, ip]
    }),
    ...cidrs.map(([ip, prefix]): Span => {
      const size = 2 ** (32 - prefix)
      const first = Math.floor((ip >>> 0) / size) * size
      return [first, first + size - 1]
    }),
  ])

type GroupRule = GroupPolicyFile['R'][number]
const filterOf = (
  source: Span,
  destination: Span,
  [protocol, first, last]: GroupRule['v'][number],
): Filter => ({
  source,
  destination,
  sourcePorts: [0, 65_535],
  destinationPorts: [first, last],
  protocols: [protocol, protocol],
})

/** A part of a random rule. */
export function filterPicker(file: GroupPolicyFile): (next: () => number) => Filter {
  const spans = groupSpans(file)
  const rules = file.R.filter(
    ({ s, d, v }) => v.length > 0 && [s, d].every((side) => spansOf(spans, side).length > 0),
  )
  return (next) => {
    const { s, d, v } = anyOf(rules, next)
    return filterOf(anyOf(spansOf(spans, s), next), anyOf(spansOf(spans, d), next), anyOf(v, next))
  }
}

const spansOf = (spans: readonly (readonly Span[])[], groups: readonly number[]): readonly Span[] =>
  groups.flatMap((group) => spans[group] ?? [])

/**
 * What a classifier without groups is given for the same policy: every pair of addresses of every rule, in order; `ruleOf` is
 * the position of each filter's rule. Without filters, only their number, where they would be more than `most`.
 */
export function expandedFilters(
  file: GroupPolicyFile,
  most: number,
): { readonly count: number; readonly filters: readonly Filter[]; readonly ruleOf: readonly number[] } {
  const spans = groupSpans(file)
  const count = file.R.reduce(
    (sum, { s, d, v }) => sum + spansOf(spans, s).length * spansOf(spans, d).length * v.length,
    0,
  )
  const filters: Filter[] = []
  const ruleOf: number[] = []
  for (const [number, { s, d, v }] of (count > most ? [] : file.R).entries()) {
    for (const source of spansOf(spans, s))
      for (const destination of spansOf(spans, d))
        for (const service of v) {
          filters.push(filterOf(source, destination, service))
          ruleOf.push(number)
        }
  }
  return { count, filters, ruleOf }
}
