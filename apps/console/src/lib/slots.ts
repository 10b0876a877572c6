import type { Draft, GroupItem } from '@flowgate/shared'
import { type ComponentType, createContext, useContext } from 'react'

export interface CreateDialogProps<T> {
  /** What was typed in the picker. */
  readonly name: string
  readonly onCreated: (item: T) => void
  readonly onClose: () => void
}

/** Where features meet without importing each other: filled in app/slots.tsx, used anywhere. */
export interface Slots {
  readonly PublishDialog?: ComponentType<{ readonly draft: Draft; readonly onClose: () => void }>
  readonly CreateGroupDialog?: ComponentType<CreateDialogProps<Pick<GroupItem, 'id' | 'name'>>>
  readonly CreateServiceDialog?: ComponentType<
    CreateDialogProps<{ readonly id: string; readonly name: string }>
  >
}
export const SlotsContext = createContext<Slots>({})
export const useSlots = (): Slots => useContext(SlotsContext)
