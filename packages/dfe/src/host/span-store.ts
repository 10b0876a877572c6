/** Where a host keeps the last span it realized, so that it enforces it again before the Manager can be asked. */
export interface SpanStore {
  /** As it was kept; null when nothing was. */
  load(): Promise<Uint8Array | null>
  /** @param span what `encodeSpan` made */
  save(span: Uint8Array): Promise<void>
}
