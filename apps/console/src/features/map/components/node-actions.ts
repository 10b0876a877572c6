import { createContext, useContext } from 'react'

export interface NodeActions {
  readonly toggle: (nodeId: string) => void
}
/** Stable for the life of the map: nodes must not be drawn again because the page was. */
export const NodeActionsContext = createContext<NodeActions>({ toggle: () => {} })
export const useNodeActions = (): NodeActions => useContext(NodeActionsContext)
