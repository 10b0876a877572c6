import { Dropdown, DropdownList, MenuToggle, type MenuToggleElement } from '@patternfly/react-core'
import { EllipsisVIcon } from '@patternfly/react-icons'
import { type ReactNode, type Ref, useState } from 'react'

interface LazyMenuProps {
  readonly label: string
  readonly isDisabled?: boolean
  readonly children: () => ReactNode
}

/** A menu that is made when it is first opened: one for every row would cost more than all the rest of the row. */
export const LazyMenu = ({ label, isDisabled = false, children }: LazyMenuProps) => {
  const [state, setState] = useState<'untouched' | 'open' | 'closed'>('untouched')
  if (state !== 'open')
    return (
      <button
        type="button"
        // The menu that had the focus is gone.
        ref={(node) => {
          if (state === 'closed') node?.focus({ preventScroll: true })
        }}
        className="fg-more"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={false}
        disabled={isDisabled}
        onBlur={() => setState('untouched')}
        // Not within the click: the menu would take it for one beside it, and close.
        onClick={() => requestAnimationFrame(() => setState('open'))}
      >
        <EllipsisVIcon />
      </button>
    )
  const close = () => setState('closed')
  return (
    <Dropdown
      isOpen
      onOpenChange={close}
      onSelect={close}
      shouldFocusFirstItemOnOpen
      popperProps={{ position: 'right' }}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle
          ref={ref}
          variant="plain"
          size="sm"
          aria-label={label}
          isExpanded
          icon={<EllipsisVIcon />}
          onClick={close}
        />
      )}
    >
      <DropdownList>{children()}</DropdownList>
    </Dropdown>
  )
}
