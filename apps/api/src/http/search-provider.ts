import type { ParsedView, SearchHit } from '@flowgate/shared'
import type { Actor } from './actor.ts'

export interface SearchQuestion {
  /** As typed. */
  readonly q: string
  readonly view: ParsedView
  readonly limit: number
  readonly actor: Actor
}

/** Each feature that has things to find registers one (field `search` of its feature). */
export interface SearchProvider {
  /**
   * Hits that the actor may see, best first, at most `limit`. Answers nothing, and never refuses, where the actor lacks
   * the permission.
   */
  find(question: SearchQuestion): Promise<readonly SearchHit[]> | readonly SearchHit[]
}
