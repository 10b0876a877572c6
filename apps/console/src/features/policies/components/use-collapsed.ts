import { useMemo, useState } from 'react'
import { isStringList, readStored, writeStored } from '../../../lib/local-store.ts'

const KEY = 'flowgate.policies.collapsed'

/** Which policies are folded; remembered in this browser. */
export const useCollapsed = () => {
  const [ids, setIds] = useState<readonly string[]>(() => readStored(KEY, isStringList) ?? [])
  const set = (next: readonly string[]) => {
    setIds(next)
    writeStored(KEY, next.slice(-2_000))
  }
  const collapsed = useMemo(() => new Set(ids), [ids])
  return {
    collapsed,
    unfold: (id: string) => {
      if (ids.includes(id)) set(ids.filter((other) => other !== id))
    },
    toggle: (id: string) => set(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]),
    set,
  }
}
