/**
 * `pnpm bench membership [RULES WORKLOADS]`: from one change of membership (a tag, an address, a member of a group) to a verdict
 * by the new state, against a full compile of the same policy (goal G9). Every new classifier is compared with a full compile
 * of its state at the end. Prints JSON.
 */
import {
  buildSnapshot,
  type Classifier,
  compileWorld,
  createPacketKey,
  type FlowgateDocument,
  type MembershipChange,
  type PacketKey,
  type Snapshot,
  updateSnapshot,
} from '../src/index.ts'
import { addressOf, groupDocument, randomFrom, tagsOf } from './group-document.ts'

const CHANGES = 2_000
const FULL_COMPILES = 7
const PACKETS = 20_000
const [rules = 10_000, workloads = 5_000] = process.argv.slice(2).map(Number)

const random = randomFrom(5)
const { document, applications } = groupDocument(rules, workloads)
const key = createPacketKey()
const aPacket = (): PacketKey => {
  key.source3 = (10 << 24) | random(workloads)
  key.destination3 = (10 << 24) | random(workloads)
  key.protocol = 6
  key.sourcePort = 40_000
  key.destinationPort = 1 + random(2_000)
  return key
}

const anyOf = <T>(list: readonly T[]): T => list[random(list.length)] as T
const staticGroups = document.groups.filter(({ criteria }) => criteria === null).map(({ id }) => id)
const change = ({ document: { inventory, groups } }: Snapshot, kind: number): MembershipChange => {
  const workload = anyOf(inventory.workloads)
  if (kind === 0) {
    const tags = tagsOf(random(applications), random(4))
    return { kind: 'workload', id: workload.id, workload: { ...workload, tags } }
  }
  if (kind === 1) {
    const [first] = workload.vnics
    const vnics = first === undefined ? [] : [{ ...first, addresses: [addressOf(random(2 * workloads))] }]
    return { kind: 'workload', id: workload.id, workload: { ...workload, vnics } }
  }
  const id = anyOf(staticGroups)
  const group = groups.find((each) => each.id === id)
  if (group === undefined) throw new Error(`no group \`${id}\``)
  const others = group.members.workloads.filter((member) => member !== workload.id)
  const members = others.length < group.members.workloads.length ? others : [...others, workload.id]
  return { kind: 'group', id, group: { ...group, members: { ...group.members, workloads: members } } }
}

const timed = <T>(run: () => T): readonly [number, T] => {
  const began = performance.now()
  const result = run()
  return [performance.now() - began, result]
}
const quantile = (list: readonly number[], q: number): number =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))] ?? Number.NaN
const rounded = (value: number): number => Number(value.toPrecision(4))

interface Served {
  readonly snapshot: Snapshot
  readonly classifier: Classifier
}
const compile = (from: FlowgateDocument): Served => {
  const snapshot = buildSnapshot(from)
  const classifier = compileWorld(snapshot)
  classifier.decide(key, 'source', 0)
  return { snapshot, classifier }
}

let served = compile(document)
const full: number[] = []
for (let i = 0; i < FULL_COMPILES; i += 1) full.push(timed(() => compile(document))[0])
const KINDS = ['tag', 'address', 'member'] as const
const times: Record<(typeof KINDS)[number], number[]> = { tag: [], address: [], member: [] }
const all: number[] = []
for (let i = 0; i < CHANGES + CHANGES / 10; i += 1) {
  const each = change(served.snapshot, i % KINDS.length)
  const packet = aPacket()
  const [ms, next] = timed(() => {
    const snapshot = updateSnapshot(served.snapshot, each)
    const classifier = compileWorld(snapshot, served.classifier)
    classifier.decide(packet, 'source', 0)
    return { snapshot, classifier }
  })
  served = next
  // The first are run by an interpreter.
  if (i < CHANGES / 10) continue
  times[KINDS[i % KINDS.length] ?? 'tag'].push(ms)
  all.push(ms)
}

const fresh = compile(served.snapshot.document)
let mismatches = 0
for (let i = 0; i < PACKETS; i += 1) {
  const packet = aPacket()
  for (const point of ['source', 'destination'] as const)
    if (served.classifier.decide(packet, point, 0) !== fresh.classifier.decide(packet, point, 0))
      mismatches += 1
}
const compileMs = quantile(full, 0.5)
console.log(
  JSON.stringify(
    {
      rules,
      workloads,
      changes: all.length,
      compileMs: rounded(compileMs),
      changeMs: {
        p50: rounded(quantile(all, 0.5)),
        p99: rounded(quantile(all, 0.99)),
        largest: rounded(quantile(all, 1)),
        ...Object.fromEntries(KINDS.map((kind) => [`${kind}P99`, rounded(quantile(times[kind], 0.99))])),
      },
      ratio: { compileToChangeP99: rounded(compileMs / quantile(all, 0.99)) },
      targets: { compileToChangeP99: 100 },
      mismatches,
    },
    null,
    2,
  ),
)
if (mismatches > 0) process.exitCode = 1
