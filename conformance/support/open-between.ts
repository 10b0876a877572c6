import { buildSnapshot, connectivity, type FlowgateDocument } from '@flowgate/engine'
import { NONE, type Open } from './connection-sets.ts'
import { workload } from './documents.ts'

/** What a document lets through between ids of its workloads and addresses of nobody who enforces anything. */
export function openBetween(
  document: FlowgateDocument,
  outside: readonly string[],
): (source: string, destination: string) => Open {
  const { inventory } = document
  const own = new Set(inventory.workloads.flatMap(({ vnics }) => vnics.flatMap(({ addresses }) => addresses)))
  const probes = outside
    .filter((address) => !own.has(address))
    .map((address) =>
      // An id has no colons.
      workload(address.replaceAll(':', '_'), {
        excluded: true,
        vnics: [{ id: 'outside', mac: null, segment: null, addresses: [address] }],
      }),
    )
  const snapshot = buildSnapshot({
    ...document,
    inventory: { ...inventory, workloads: [...inventory.workloads, ...probes] },
  })
  const addressOf = new Map(probes.map(({ id, vnics }) => [id, vnics[0]?.addresses[0] ?? id]))
  const open = new Map<string, Open>()
  // Between two outside nobody enforces anything.
  for (const { src, dst, connections } of connectivity(snapshot))
    if (!addressOf.has(src) || !addressOf.has(dst))
      open.set(`${addressOf.get(src) ?? src} ${addressOf.get(dst) ?? dst}`, connections)
  return (source, destination) => open.get(`${source} ${destination}`) ?? NONE
}
