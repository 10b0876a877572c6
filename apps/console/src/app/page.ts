import type { ComponentType } from 'react'

/** A route's component, loaded with its route. */
export const page = (load: () => Promise<ComponentType>) => ({
  lazy: async () => ({ Component: await load() }),
})
