import type { Span } from '@flowgate/engine'

/** Where a host keeps the last span it realized, so that it enforces it again before the Manager can be asked. */
export interface SpanStore {
  /** Null when nothing was kept. */
  load(): Promise<Span | null>
  save(span: Span): Promise<void>
}
