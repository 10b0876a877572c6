/** A map that keeps the `limit` entries used last. */
export interface Recent<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
}

export const recent = <K, V>(limit: number): Recent<K, V> => {
  const entries = new Map<K, V>()
  const set = (key: K, value: V) => {
    entries.delete(key)
    entries.set(key, value)
    const oldest = entries.keys().next()
    if (entries.size > limit && !oldest.done) entries.delete(oldest.value)
  }
  return {
    get: (key) => {
      const value = entries.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    set,
  }
}
