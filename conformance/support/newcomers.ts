import {
  buildSnapshot,
  type Connection,
  connectivity,
  type FlowgateDocument,
  type ImportSource,
  importKubernetes,
  resolveGroups,
  type Workload,
} from '@flowgate/engine'
import { holdsFor, type Selectors, selectorsIn, selectorsText } from './label-selectors.ts'

type Open = 'all' | readonly Connection[] | undefined

/** What policies open to pods that are not there, of which only the selectors of the policies are known. */
export interface Newcomers {
  readonly workloads: readonly Workload[]
  /** Each pair of selectors that a rule has, once, without those of labels alone that a pod which is there fits. */
  readonly selectors: readonly Selectors[]
  /** What the workload's own end allows; `null` = a pod of which nothing is known. */
  readonly open: (workload: string, direction: Direction, selectors: Selectors | null) => Open
  /** Does any policy select the workload in this direction? */
  readonly isProtected: (workload: string, direction: Direction) => boolean
  /** Numbers that stand for port names, which mean nothing at pods that are not there. */
  readonly portNumbers: ReadonlyMap<string, number>
}

export type Direction = 'in' | 'out'

const EVERYONE: Selectors = { namespace: [], pod: [], labelsOnly: true }
const NAMESPACE = '@namespaces-of-newcomers'
/** Ports that stand for names count down from here. */
const LAST_PORT = 65_535
const TRANSPORTS = ['TCP', 'UDP', 'SCTP'] as const

export function newcomers(sources: readonly ImportSource[]): Newcomers {
  const portNumbers = new Map(
    [...new Set(sources.flatMap(({ value }) => portNamesIn(value)))].map((name, index) => [
      name,
      LAST_PORT - index,
    ]),
  )
  const selectors = askedSelectors(importKubernetes([...sources, newcomer(0, portNumbers)]).document)
  const everyone = [EVERYONE, ...selectors]
  // Imported with the others, so that no address block holds their addresses.
  const { document } = importKubernetes([
    ...sources,
    ...everyone.map((_, index) => newcomer(index, portNumbers)),
  ])
  const isNewcomer = ({ tags }: Workload): boolean =>
    tags.some(({ scope, value }) => scope === '@namespace' && value === NAMESPACE)
  const { workloads } = document.inventory
  const ids = workloads.filter(isNewcomer).map(({ id }) => id)
  const opaque = opaqueDocument(document, new Map(ids.map((id, index) => [id, everyone[index] ?? EVERYONE])))
  const open = new Map<string, Open>()
  for (const { src, dst, connections } of connectivity(buildSnapshot(opaque)))
    open.set(`${src} ${dst}`, connections)
  const idOf = new Map(everyone.map((each, index) => [selectorsText(each), ids[index] ?? '']))
  return {
    workloads: workloads.filter((workload) => !isNewcomer(workload)),
    selectors,
    open: (workload, direction, asked) => {
      const other = idOf.get(selectorsText(asked ?? EVERYONE)) ?? ''
      return open.get(direction === 'in' ? `${other} ${workload}` : `${workload} ${other}`)
    },
    isProtected: protection(document),
    portNumbers,
  }
}

/** Groups as the lists of who is in them; newcomers are where nothing but their selectors says so, and enforce nothing. */
function opaqueDocument(document: FlowgateDocument, known: ReadonlyMap<string, Selectors>): FlowgateDocument {
  const resolution = resolveGroups(document)
  const portTags = new Set(
    document.inventory.workloads
      .filter(({ id }) => known.has(id))
      .flatMap(({ tags }) => tags.map(({ scope, value }) => `${scope} ${value}`)),
  )
  const { inventory } = document
  return {
    ...document,
    inventory: {
      ...inventory,
      workloads: inventory.workloads.map((workload) =>
        known.has(workload.id) ? { ...workload, excluded: true } : workload,
      ),
    },
    groups: document.groups.map((group) => {
      const { criteria } = group
      if (criteria === null) return group
      const members = resolution.memberIds(group.id).filter((id) => !known.has(id))
      const selected = [...known].flatMap(([id, own]) => (holdsFor(criteria, own, portTags) ? [id] : []))
      return { ...group, criteria: null, members: { ...group.members, workloads: [...members, ...selected] } }
    }),
  }
}

/** Selectors of the other ends of all rules; those of labels alone that some pod fits are of pods that are there. */
function askedSelectors(document: FlowgateDocument): readonly Selectors[] {
  const groups = new Map(document.groups.map((group) => [group.id, group.criteria]))
  const asked = document.policies.flatMap(({ rules }) =>
    rules.flatMap(({ sources, destinations }) =>
      [...sources.groups, ...destinations.groups].flatMap((id) => {
        const criteria = groups.get(id)
        return criteria ? selectorsIn(criteria) : []
      }),
    ),
  )
  const present = document.inventory.workloads.map(({ tags }) => new Set(tags.map(labelText)))
  const isThere = ({ namespace, pod, labelsOnly }: Selectors): boolean => {
    if (!labelsOnly || namespace.length === 0 || pod.length === 0) return false
    const labels = [...namespace.map((text) => `@namespace/${text}`), ...pod]
    return present.some((own) => labels.every((text) => own.has(text)))
  }
  const distinct = new Map(asked.toReversed().map((each) => [selectorsText(each), each]))
  distinct.delete(selectorsText(EVERYONE))
  return [...distinct.values()].filter((each) => !isThere(each))
}

const labelText = ({ scope, value }: Workload['tags'][number]): string =>
  `${scope} In ${value === '(empty)' ? '' : value}`

const newcomer = (index: number, portNumbers: ReadonlyMap<string, number>): ImportSource => ({
  file: 'newcomers',
  lineOf: () => null,
  value: {
    kind: 'Pod',
    metadata: { namespace: NAMESPACE, name: `newcomer-${index}` },
    spec: {
      containers: TRANSPORTS.map((protocol) => ({
        ports: [...portNumbers].map(([name, containerPort]) => ({ name, containerPort, protocol })),
      })),
    },
  },
})

/** Names of ports in policies: whatever stands under `port` and is no number, and `namedPort`. */
function portNamesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]): readonly string[] => {
    if (typeof each !== 'string') return portNamesIn(each)
    return key === 'namedPort' || (key === 'port' && !/^\d+$/.test(each)) ? [each] : []
  })
}

function protection(document: FlowgateDocument): Newcomers['isProtected'] {
  const resolution = resolveGroups(document)
  const seen = new Set<string>()
  for (const { appliedTo, rules } of document.policies)
    for (const rule of rules)
      for (const group of rule.appliedTo.length > 0 ? rule.appliedTo : appliedTo)
        for (const id of resolution.memberIds(group)) seen.add(`${id} ${rule.direction}`)
  return (workload, direction) => seen.has(`${workload} ${direction}`)
}
