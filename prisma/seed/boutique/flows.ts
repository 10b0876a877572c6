import type { Inventory, Workload } from '@flowgate/engine'
import { makeFlow, type SeedFlow } from '../traffic/flow.ts'
import type { LinkEnd } from '../traffic/links.ts'
import { type Pattern, TCP } from '../traffic/pattern.ts'
import { hourOf } from '../traffic/recorded.ts'
import { boutiqueCalls } from './calls.ts'
import { boutiqueInventory, serviceOf } from './inventory.ts'

/** The recording ends so long before `now`. */
export const BOUTIQUE_LAG = 10 * 60_000

/** Sizes were not recorded. These are estimates of request and response on the wire, headers included. */
const BYTES: Readonly<Record<string, number>> = {
  'hipstershop.ProductCatalogService/ListProducts': 4_100,
  'grpc.hipstershop.CurrencyService/GetSupportedCurrencies': 1_400,
  'hipstershop.CheckoutService/PlaceOrder': 2_600,
  '/hipstershop.EmailService/SendOrderConfirmation': 2_200,
}
const OTHER_BYTES = 1_000
const PACKET_BYTES = 1_400
const HANDSHAKE_PACKETS = 8

const endOf = (workloads: ReadonlyMap<string, Workload>, pod: string): LinkEnd => {
  const workload = workloads.get(pod)
  const vnic = workload?.vnics[0]
  const address = vnic?.addresses[0]
  if (workload === undefined || vnic === undefined || address === undefined) {
    throw new RangeError(`the inventory has no address for pod \`${pod}\``)
  }
  return { workload: workload.id, name: workload.name, vnic: vnic.id, address }
}

/** The 10,228 recorded calls as hourly rows: each call is one session of its edge; 13 edges, in order of time. */
export const boutiqueFlows = ({
  now,
  inventory = boutiqueInventory(),
}: {
  readonly now: number
  readonly inventory?: Inventory
}): readonly SeedFlow[] => {
  const workloads = new Map(inventory.workloads.map((workload) => [workload.id, workload]))
  const calls = [...boutiqueCalls()]
  const shift = now - BOUTIQUE_LAG - (calls.at(-1)?.at ?? 0)
  const rows = new Map<string, SeedFlow>()
  for (const call of calls) {
    const at = Math.floor(call.at + shift)
    const key = `${hourOf(at)} ${call.sourcePod} ${call.destinationPod}`
    const bytes = BYTES[call.operation] ?? OTHER_BYTES
    const packets = HANDSHAKE_PACKETS + Math.ceil(bytes / PACKET_BYTES)
    const row = rows.get(key)
    if (row === undefined) {
      const flow = makeFlow(endOf(workloads, call.sourcePod), endOf(workloads, call.destinationPod), {
        protocol: TCP,
        port: serviceOf(call.destinationPod).port,
        sessions: 1,
        bytes,
        packets,
        firstSeen: at,
        lastSeen: at,
      })
      rows.set(key, { ...flow, appId: 'grpc' })
    } else {
      rows.set(key, {
        ...row,
        sessions: row.sessions + 1,
        bytes: row.bytes + bytes,
        packets: row.packets + packets,
        lastSeen: at,
      })
    }
  }
  return [...rows.values()]
}

/** The recording holds two minutes; live traffic keeps its proportions at this share of its rate. */
const RECORDED_HOURS = 2 / 60
const LIVE_SHARE = 1 / 20

/** The recorded edges as patterns for live traffic. */
export const boutiquePatterns = (): readonly Pattern[] => {
  const sessions = new Map<string, number>()
  for (const { sourcePod, destinationPod } of boutiqueCalls()) {
    const edge = `${sourcePod} ${destinationPod}`
    sessions.set(edge, (sessions.get(edge) ?? 0) + 1)
  }
  return [...sessions].map(([edge, count]) => {
    const [from = '', to = ''] = edge.split(' ')
    return {
      id: 'boutique',
      from: [from],
      to: [to],
      protocol: TCP,
      port: serviceOf(to).port,
      fanout: 1,
      perHour: (count / RECORDED_HOURS) * LIVE_SHARE,
      rhythm: 'customers',
      bytes: OTHER_BYTES,
      packets: HANDSHAKE_PACKETS + 1,
    }
  })
}
