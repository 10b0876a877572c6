import type { Route } from './route.ts'
import type { SearchProvider } from './search-provider.ts'

/** What a feature gives to the composition root. Its services and read models are further fields of its own. */
export interface Feature {
  readonly routes: readonly Route[]
  readonly search?: SearchProvider
  /** After the whole Manager is wired, before it listens: load memory, subscribe to the bus, start loops. */
  start?(): Promise<void>
  /** At shutdown, in reverse order of start. */
  stop?(): Promise<void>
}
