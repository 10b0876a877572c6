import { idsOf } from '../check/helpers.ts'
import type { FlowgateDocument, Policy, Rule, Service, Workload } from '../model/document.ts'
import { CATEGORIES } from '../model/document.ts'
import type { EnforcementPoint } from './match-rule.ts'
import type { Snapshot } from './snapshot.ts'

/** Where things are in a snapshot: the same in all that are made from it by changing members. */
export interface SnapshotIndex {
  readonly services: ReadonlyMap<string, Service>
  readonly known: {
    readonly hosts: ReadonlySet<string>
    readonly segments: ReadonlySet<string>
    readonly services: ReadonlySet<string>
    readonly workloads: ReadonlySet<string>
    readonly groups: ReadonlySet<string>
  }
  /** Positions in the document. */
  readonly workloadAt: ReadonlyMap<string, number>
  readonly groupAt: ReadonlyMap<string, number>
  /** Rules as written, in evaluation order. */
  readonly written: readonly { readonly policy: Policy; readonly rule: Rule }[]
  /** Per group, the numbers of the rules that name it on a side, and in their applied-to. */
  readonly bySide: ReadonlyMap<string, readonly number[]>
  readonly byAppliedTo: ReadonlyMap<string, readonly number[]>
  /** Per workload, the number of its first point. */
  readonly firstPoint: ReadonlyMap<string, number>
}

const indexes = new WeakMap<Snapshot, SnapshotIndex>()

export function snapshotIndex(snapshot: Snapshot): SnapshotIndex {
  const known = indexes.get(snapshot)
  if (known !== undefined) return known
  const made = makeIndex(snapshot)
  indexes.set(snapshot, made)
  return made
}

/** A snapshot in which everything is where it was in another. */
export function keepIndex(snapshot: Snapshot, index: SnapshotIndex): Snapshot {
  indexes.set(snapshot, index)
  return snapshot
}

/** The groups of a rule's applied-to, else its policy's. */
export const appliedToOf = ({ policy, rule }: SnapshotIndex['written'][number]): readonly string[] =>
  rule.appliedTo.length > 0 ? rule.appliedTo : policy.appliedTo

function makeIndex({ document, points }: Snapshot): SnapshotIndex {
  const { hosts, segments, workloads } = document.inventory
  const written = rulesInOrder(document)
  const bySide = new Map<string, number[]>()
  const byAppliedTo = new Map<string, number[]>()
  for (const [number, each] of written.entries()) {
    const { sources, destinations } = each.rule
    for (const id of new Set([...sources.groups, ...destinations.groups])) append(bySide, id, number)
    for (const id of new Set(appliedToOf(each))) append(byAppliedTo, id, number)
  }
  return {
    services: new Map(document.services.map((service) => [service.id, service])),
    known: {
      hosts: idsOf(hosts),
      segments: idsOf(segments),
      services: idsOf(document.services),
      workloads: idsOf(workloads),
      groups: idsOf(document.groups),
    },
    workloadAt: positions(workloads),
    groupAt: positions(document.groups),
    written,
    bySide,
    byAppliedTo,
    firstPoint: firstPoints(points),
  }
}

const rulesInOrder = ({ policies }: FlowgateDocument): SnapshotIndex['written'] =>
  CATEGORIES.flatMap((category) =>
    policies
      .filter((policy) => policy.category === category)
      .flatMap((policy) => policy.rules.map((rule) => ({ policy, rule }))),
  )

const positions = (objects: readonly { readonly id: string }[]): ReadonlyMap<string, number> =>
  new Map(objects.map(({ id }, position) => [id, position]))

function firstPoints(points: readonly EnforcementPoint[]): ReadonlyMap<Workload['id'], number> {
  const first = new Map<string, number>()
  for (const { workload, number } of points) if (!first.has(workload.id)) first.set(workload.id, number)
  return first
}

function append(lists: Map<string, number[]>, key: string, number: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [number])
  else list.push(number)
}
