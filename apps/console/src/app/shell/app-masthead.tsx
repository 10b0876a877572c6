import {
  Button,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  PageToggleButton,
} from '@patternfly/react-core'
import { BarsIcon, SearchIcon } from '@patternfly/react-icons'
import { Link } from 'react-router'
import { paths } from '../../lib/paths.ts'
import { Kbd } from '../../ui/text/kbd.tsx'
import { CompletenessBadge } from './completeness-badge.tsx'
import { DefaultRuleNotice } from './default-rule-notice.tsx'
import { LiveIndicator } from './live-indicator.tsx'
import { Organization } from './organization.tsx'
import { UserMenu } from './user-menu.tsx'

interface AppMastheadProps {
  readonly isNavigationOpen: boolean
  readonly onToggleNavigation: () => void
  readonly onSearch: () => void
  readonly onKeyboardHelp: () => void
}

export const AppMasthead = (props: AppMastheadProps) => (
  <Masthead className="fg-masthead" display={{ default: 'inline' }}>
    <MastheadMain>
      <MastheadToggle>
        <PageToggleButton
          variant="plain"
          aria-label={props.isNavigationOpen ? 'Close the navigation' : 'Open the navigation'}
          isSidebarOpen={props.isNavigationOpen}
          onSidebarToggle={props.onToggleNavigation}
        >
          <BarsIcon />
        </PageToggleButton>
      </MastheadToggle>
      <MastheadBrand>
        <MastheadLogo component={(logo) => <Link {...logo} to={paths.home()} aria-label="Flowgate, Home" />}>
          <img src="/favicon.svg" alt="" width={26} height={26} />
          <span className="fg-masthead__name">Flowgate</span>
        </MastheadLogo>
        <Organization />
      </MastheadBrand>
    </MastheadMain>
    <MastheadContent>
      <Button
        variant="control"
        className="fg-masthead__search"
        icon={<SearchIcon />}
        onClick={props.onSearch}
        aria-label="Search and commands"
        aria-haspopup="dialog"
      >
        <span className="fg-masthead__hint">Search objects, pages, actions</span>
        <Kbd keys="Ctrl+K" />
      </Button>
      <div className="fg-masthead__end">
        <DefaultRuleNotice />
        <CompletenessBadge />
        <LiveIndicator />
        <UserMenu onKeyboardHelp={props.onKeyboardHelp} />
      </div>
    </MastheadContent>
  </Masthead>
)
