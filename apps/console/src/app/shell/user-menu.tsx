import { ROLE_LABEL } from '@flowgate/shared'
import {
  Divider,
  Dropdown,
  DropdownGroup,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from '@patternfly/react-core'
import { UserIcon } from '@patternfly/react-icons'
import { type Ref, useState } from 'react'
import { useNavigate } from 'react-router'
import { useSignOut } from '../../features/auth/api/sign-out.ts'
import { paths } from '../../lib/paths.ts'
import { useSession } from '../../lib/session.ts'
import { type ThemeChoice, theme } from '../../lib/theme.ts'
import { useThemeChoice } from '../../lib/use-theme.ts'

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['system', 'As the system'],
]

export const UserMenu = ({ onKeyboardHelp }: { readonly onKeyboardHelp: () => void }) => {
  const { user } = useSession()
  const [open, setOpen] = useState(false)
  const chosen = useThemeChoice()
  const navigate = useNavigate()
  const signOut = useSignOut()
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: 'end' }}
      onSelect={() => setOpen(false)}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle
          ref={ref}
          variant="plain"
          isExpanded={open}
          aria-label={`User menu of ${user.name}`}
          icon={<UserIcon />}
          onClick={() => setOpen(!open)}
        />
      )}
    >
      <div className="fg-user">
        <strong>{user.name}</strong>
        <span className="fg-subtle">{user.email}</span>
        <span className="fg-subtle">
          {ROLE_LABEL[user.role]}
          {user.scope.length > 0 && `, for ${user.scope.join(', ')}`}
        </span>
      </div>
      <Divider />
      <DropdownGroup label="Theme">
        <DropdownList>
          {THEMES.map(([value, label]) => (
            <DropdownItem key={value} isSelected={chosen === value} onClick={() => theme.choose(value)}>
              {label}
            </DropdownItem>
          ))}
        </DropdownList>
      </DropdownGroup>
      <Divider />
      <DropdownList>
        <DropdownItem onClick={() => void navigate(paths.account())}>Account and password</DropdownItem>
        <DropdownItem onClick={onKeyboardHelp}>Keyboard</DropdownItem>
        <DropdownItem to="/api/docs" target="_blank">
          API reference
        </DropdownItem>
        <DropdownItem onClick={() => signOut.mutate()}>Sign out</DropdownItem>
      </DropdownList>
    </Dropdown>
  )
}
