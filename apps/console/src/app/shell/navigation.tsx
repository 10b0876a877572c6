import { Nav, NavExpandable, NavItem, NavList, PageSidebar, PageSidebarBody } from '@patternfly/react-core'
import { type ComponentProps, memo } from 'react'
import { Link, useLocation } from 'react-router'
import { accessFor, useSession } from '../../lib/session.ts'
import { NAVIGATION, type NavEntry, type NavLeaf } from './nav-items.ts'

/** The leaf whose address is the longest beginning of where we are, so that `/traffic/imports` is not also `Flows`. */
const activePath = (pathname: string): string | undefined =>
  NAVIGATION.flatMap((entry) => entry.children ?? [entry])
    .map((leaf) => leaf.to)
    .filter((to) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`)))
    .sort((a, b) => b.length - a.length)[0]

/** PatternFly hands over an `href`; the router wants a `to`. */
const RouterLink = ({ href, ...rest }: ComponentProps<'a'>) => <Link to={href ?? '/'} {...rest} />

const Leaf = ({ leaf, icon: Icon, active }: { leaf: NavLeaf; icon?: NavEntry['icon']; active: boolean }) => (
  <NavItem to={leaf.to} component={RouterLink} isActive={active} {...(Icon ? { icon: <Icon /> } : {})}>
    {leaf.label}
  </NavItem>
)

export const Navigation = ({ isOpen }: { readonly isOpen: boolean }) => {
  const { pathname } = useLocation()
  return <SteadyNavigation isOpen={isOpen} active={activePath(pathname)} />
}

interface SteadyNavigationProps {
  readonly isOpen: boolean
  readonly active: string | undefined
}
/** PatternFly's `Nav` has the browser work out all styles whenever it is drawn: not for each filter of a page. */
const SteadyNavigation = memo(({ isOpen, active }: SteadyNavigationProps) => {
  const { permissions } = useSession()
  const visible = (leaf: NavLeaf) => accessFor(permissions, leaf.requires).allowed
  return (
    <PageSidebar isSidebarOpen={isOpen} className="fg-nav">
      <PageSidebarBody>
        <Nav aria-label="Main">
          <NavList>
            {NAVIGATION.map((entry) => {
              const children = (entry.children ?? []).filter(visible)
              if (entry.children === undefined)
                return visible(entry) ? (
                  <Leaf key={entry.label} leaf={entry} icon={entry.icon} active={active === entry.to} />
                ) : null
              if (children.length === 0) return null
              const inside = children.some((leaf) => leaf.to === active)
              return (
                <NavExpandable
                  key={entry.label}
                  title={entry.label}
                  icon={<entry.icon />}
                  isActive={inside}
                  isExpanded={inside}
                >
                  {children.map((leaf) => (
                    <Leaf key={leaf.label} leaf={leaf} active={active === leaf.to} />
                  ))}
                </NavExpandable>
              )
            })}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  )
})
