import { combine, type Evaluation, type Packet, type Point } from '@flowgate/engine'
import type { Decided } from '../datapath/decided.ts'
import { cutFlow, observedFlow } from './observed-flow.ts'
import type { SimulatedHost } from './simulated-host.ts'
import type { Attempt, TrafficEnd } from './traffic.ts'

/** Where a workload runs: which simulated host, in which worker. */
export interface Place {
  readonly host: string
  readonly shard: number
}

/** A packet on its way to a host of another worker. */
export interface Crossing {
  readonly host: string
  readonly packet: Packet
}

/** What became of it there; null where that host enforces nothing yet. */
export type Arrival = Decided | null

export interface FabricOptions {
  readonly shard: number
  /** A simulated host of this worker. */
  readonly hostOf: (id: string) => SimulatedHost | undefined
  /** Null for addresses outside the estate and for workloads without a simulated host. */
  readonly placeOf: (end: TrafficEnd) => Place | null
  /** Hands packets to another worker; the arrivals come in the same order. */
  readonly cross: (shard: number, crossings: readonly Crossing[]) => Promise<readonly Arrival[]>
  readonly now: () => number
}

/** The network between simulated workloads: carries each attempt past the DFEs of both its ends and has it reported. */
export interface Fabric {
  /** Is it this worker that begins with it? The source's is, or the destination's where the source has no host. */
  owns(attempt: Attempt): boolean
  carry(attempts: readonly Attempt[]): Promise<void>
  /** Packets that another worker sent here. */
  arrive(crossings: readonly Crossing[]): readonly Arrival[]
}

interface Onward {
  readonly attempt: Attempt
  readonly source: Arrival
  readonly to: Place
}

const ignoreCut = (): void => {}

export const createFabric = ({ shard, hostOf, placeOf, cross, now }: FabricOptions): Fabric => {
  /** The host that reports it: the source's, where there is one. */
  const witnessOf = (attempt: Attempt): SimulatedHost | undefined => {
    const place = placeOf(attempt.source) ?? placeOf(attempt.destination)
    return place === null ? undefined : hostOf(place.host)
  }

  const open = (
    host: SimulatedHost | undefined,
    attempt: Attempt,
    point: Point,
    isWitness: boolean,
  ): Arrival => {
    if (host === undefined) return null
    const onCut = isWitness
      ? (decided: Decided) => host.dfe.observe(cutFlow(attempt, decided, now()))
      : ignoreCut
    return host.datapath.open(attempt.packet, point, onCut)
  }

  const conclude = (attempt: Attempt, source: Arrival, destination: Arrival): void => {
    const verdict = combine(evaluationOf('source', source), evaluationOf('destination', destination))
    const decided = verdict.decidedAt === 'source' ? source : destination
    if (decided !== null) witnessOf(attempt)?.dfe.observe(observedFlow(attempt, decided))
  }

  const carryAcross = async (to: number, batch: readonly Onward[]): Promise<void> => {
    const crossings = batch.map(({ attempt, to: { host } }) => ({ host, packet: attempt.packet }))
    const arrivals = await cross(to, crossings)
    for (const [index, { attempt, source }] of batch.entries())
      conclude(attempt, source, arrivals[index] ?? null)
  }

  return {
    owns: (attempt) => (placeOf(attempt.source) ?? placeOf(attempt.destination))?.shard === shard,
    carry: async (attempts) => {
      const onward = new Map<number, Onward[]>()
      for (const attempt of attempts) {
        const from = placeOf(attempt.source)
        const to = placeOf(attempt.destination)
        const source = from === null ? null : open(hostOf(from.host), attempt, 'source', true)
        if (to === null || (source !== null && source.action !== 'allow')) conclude(attempt, source, null)
        else if (to.shard === shard)
          conclude(attempt, source, open(hostOf(to.host), attempt, 'destination', from === null))
        else onward.set(to.shard, [...(onward.get(to.shard) ?? []), { attempt, source, to }])
      }
      await Promise.all([...onward].map(([to, batch]) => carryAcross(to, batch)))
    },
    arrive: (crossings) =>
      crossings.map(
        ({ host, packet }) => hostOf(host)?.datapath.open(packet, 'destination', ignoreCut) ?? null,
      ),
  }
}

const NOT_PROTECTED = {
  action: 'allow',
  decided: 'allow',
  why: 'not-protected',
  category: null,
  policy: null,
  rule: null,
  unknown: [],
} as const

const evaluationOf = (point: Point, decided: Arrival): Evaluation => ({
  ...(decided ?? NOT_PROTECTED),
  point,
  direction: point === 'source' ? 'out' : 'in',
  workload: null,
  vnic: null,
  host: null,
  trail: [],
})
