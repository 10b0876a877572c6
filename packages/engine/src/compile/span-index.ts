import type { AddressSet } from '../model/address-set.ts'
import { formatRange } from '../model/address-spec.ts'
import type { Service } from '../model/document.ts'
import type { Slot } from '../resolve/slots.ts'
import type { EnforcementPoint } from './match-rule.ts'
import type { Snapshot } from './snapshot.ts'

/** What the spans of all hosts have in common, found once for a snapshot instead of once for each of a thousand hosts. */
export interface SpanIndex {
  readonly services: ReadonlyMap<string, Service>
  readonly slotsOf: (host: string) => readonly Slot[]
  /** The host's points at which something is evaluated. */
  readonly pointsOf: (host: string) => readonly EnforcementPoint[]
}

/** Snapshots are immutable, so what was found of one stays true; weak, so that it goes with it. */
const indexes = new WeakMap<Snapshot, SpanIndex>()
const texts = new WeakMap<AddressSet, readonly string[]>()

export function spanIndex(snapshot: Snapshot): SpanIndex {
  const known = indexes.get(snapshot)
  if (known !== undefined) return known
  const slots = byHost(
    snapshot.resolution.table.slots.filter((slot) => slot !== null),
    ({ workload }) => workload.host,
  )
  const points = byHost(
    snapshot.points.filter(({ workload }) => !workload.excluded && workload.mode !== 'idle'),
    ({ workload }) => workload.host,
  )
  const made: SpanIndex = {
    services: new Map(snapshot.document.services.map((service) => [service.id, service])),
    slotsOf: (host) => slots.get(host) ?? [],
    pointsOf: (host) => points.get(host) ?? [],
  }
  indexes.set(snapshot, made)
  return made
}

/** Canonical texts of a group's addresses. A group that did not change has the same set in the next snapshot too. */
export function addressTexts(set: AddressSet): readonly string[] {
  const known = texts.get(set)
  if (known !== undefined) return known
  const made = set.map(formatRange)
  texts.set(set, made)
  return made
}

function byHost<T>(
  items: readonly T[],
  hostOf: (item: T) => string | null,
): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>()
  for (const item of items) {
    const host = hostOf(item)
    if (host === null) continue
    const list = lists.get(host)
    if (list === undefined) lists.set(host, [item])
    else list.push(item)
  }
  return lists
}
