import type { FleetHost } from '@flowgate/shared'
import {
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
  Tooltip,
} from '@patternfly/react-core'
import { type Ref, useState } from 'react'
import { useCan } from '../../../lib/session.ts'
import { useSimulateHost } from '../api/simulate-host.ts'

const CHOICES = [
  { state: 'online', label: 'Bring it online', description: 'It fetches what it missed by itself' },
  { state: 'offline', label: 'Take it offline', description: 'As if its network to the Manager were cut' },
  { state: 'failing', label: 'Make it fail', description: 'As if it could not compile what it is sent' },
] as const

/** For rehearsing what a broken host looks like. Only simulated hosts have it. */
export const SimulateMenu = ({ host }: { readonly host: FleetHost }) => {
  const [open, setOpen] = useState(false)
  const simulate = useSimulateHost(host.id)
  const access = useCan('fleet:operate')
  if (host.simulated === null) return null
  const now = host.simulated.state
  const toggle = (ref: Ref<MenuToggleElement>) => (
    <MenuToggle
      ref={ref}
      size="sm"
      isExpanded={open}
      isDisabled={!access.allowed || simulate.isPending}
      aria-label={`Simulate ${host.name}`}
      onClick={() => setOpen(!open)}
    >
      Simulate
    </MenuToggle>
  )
  if (!access.allowed) {
    return (
      <Tooltip content={access.reason}>
        <span>{toggle(null)}</span>
      </Tooltip>
    )
  }
  return (
    <Dropdown isOpen={open} onOpenChange={setOpen} toggle={toggle} popperProps={{ position: 'right' }}>
      <DropdownList>
        {CHOICES.map(({ state, label, description }) => (
          <DropdownItem
            key={state}
            description={description}
            isDisabled={state === now}
            onClick={() => {
              setOpen(false)
              simulate.mutate(state)
            }}
          >
            {label}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  )
}
