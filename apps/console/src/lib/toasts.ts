import { useSyncExternalStore } from 'react'

export interface Toast {
  readonly id: number
  readonly variant: 'success' | 'danger' | 'warning' | 'info'
  readonly title: string
  readonly body?: string
  /** A next step, such as a link to what was made. */
  readonly link?: { readonly label: string; readonly to: string }
}

let items: readonly Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()
const set = (next: readonly Toast[]) => {
  items = next
  for (const listener of listeners) listener()
}

/** Short notices in the corner. Errors stay until dismissed. */
export const toasts = {
  add: (toast: Omit<Toast, 'id'>) => {
    set([...items.slice(-4), { ...toast, id: nextId++ }])
  },
  dismiss: (id: number) => set(items.filter((toast) => toast.id !== id)),
}

export const useToastList = (): readonly Toast[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => items,
  )
