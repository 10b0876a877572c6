/**
 * Looks keys up together: keys asked for while a look-up is under way wait for the next one, which is for all of them. So whoever
 * asks gets what was there after the call, and a crowd costs one look-up at a time instead of one each.
 *
 * @param lookUp what was found by key; a key that is missing was not found
 */
export const batchByKey = <T>(
  lookUp: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): ((key: string) => Promise<T | undefined>) => {
  interface Batch {
    readonly keys: Set<string>
    readonly found: Promise<ReadonlyMap<string, T>>
  }
  let running: Promise<unknown> = Promise.resolve()
  let waiting: Batch | undefined
  return async (key) => {
    if (waiting === undefined) {
      const keys = new Set<string>()
      const before = running
      const found = before.then(() => {
        waiting = undefined
        return lookUp([...keys])
      })
      running = found.catch(() => undefined)
      waiting = { keys, found }
    }
    const { keys, found } = waiting
    keys.add(key)
    return (await found).get(key)
  }
}
