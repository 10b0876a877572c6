import recording from './data/calls.json' with { type: 'json' }

/** One recorded call between two pods. */
export interface BoutiqueCall {
  /** Milliseconds since the epoch, with fractions, as recorded. */
  readonly at: number
  readonly sourcePod: string
  readonly destinationPod: string
  readonly operation: string
  readonly durationMicroseconds: number
}

/** Names of the pods that made or answered calls. */
export const boutiquePods: readonly string[] = recording.pods

/** `cartservice-579f59597d-wc2lz` runs the service `cartservice`. */
export const serviceOfPod = (pod: string): string => pod.split('-').slice(0, -2).join('-')

/** Every recorded call in order of time. */
export function* boutiqueCalls(): Generator<BoutiqueCall> {
  let micros = recording.startMicroseconds
  const { calls, kinds, pods } = recording
  for (let index = 0; index < calls.length; index += 3) {
    micros += calls[index] ?? 0
    const [source, destination, operation] = kinds[calls[index + 1] ?? -1] ?? []
    const sourcePod = pods[Number(source)]
    const destinationPod = pods[Number(destination)]
    if (sourcePod === undefined || destinationPod === undefined || typeof operation !== 'string') {
      throw new RangeError(`recorded call ${index / 3} names an unknown kind or pod`)
    }
    yield {
      at: micros / 1000,
      sourcePod,
      destinationPod,
      operation,
      durationMicroseconds: calls[index + 2] ?? 0,
    }
  }
}
