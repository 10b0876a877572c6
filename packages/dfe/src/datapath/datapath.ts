import type { Evaluation, Packet, Point, Span } from '@flowgate/engine'
import type { EnforcedRule } from '../host/enforced-rules.ts'

export interface Installed {
  readonly compileMs: number
  readonly rules: number
  readonly workloads: number
}

/** What a DFE drives. `simulated`: the engine decides; `nftables`: the Linux kernel does. */
export interface Datapath {
  readonly kind: 'simulated' | 'nftables'
  /**
   * Compiles the span beside what is enforced, swaps it in as a whole, then re-evaluates tracked connections.
   * @throws when it cannot; then what was enforced still is
   */
  install(span: Span): Promise<Installed> | Installed
  /** The decision of what is enforced, for a question: nothing is counted or tracked. Null before the first span. */
  evaluateAt(packet: Packet, point: Point, now: number): Evaluation | null
  /** In the order of evaluation, with the hits since the datapath began. */
  rules(): readonly EnforcedRule[]
  /** Connections tracked now. */
  connections(): number
}
