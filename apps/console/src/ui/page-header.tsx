import { Breadcrumb, BreadcrumbItem, PageBreadcrumb, PageSection, Title } from '@patternfly/react-core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useTitle } from '../lib/use-title.ts'
import { Permalink } from './permalink.tsx'
import './page-header.css'

export interface Crumb {
  readonly label: string
  readonly to: string
}

interface PageHeaderProps {
  readonly title: string
  /** Beside the title: a state, a version. */
  readonly badge?: ReactNode
  /** One line at most. */
  readonly description?: ReactNode
  /** From the top to the parent; the page itself is added. */
  readonly crumbs?: readonly Crumb[]
  /** Buttons, on the right. */
  readonly actions?: ReactNode
}

export const PageHeader = ({ title, badge, description, crumbs = [], actions }: PageHeaderProps) => {
  useTitle(title, ...crumbs.map((crumb) => crumb.label).reverse())
  return (
    <>
      {crumbs.length > 0 && (
        <PageBreadcrumb className="fg-crumbs">
          <Breadcrumb>
            {crumbs.map((crumb) => (
              <BreadcrumbItem
                key={crumb.to}
                render={({ className }) => (
                  <Link className={className} to={crumb.to}>
                    {crumb.label}
                  </Link>
                )}
              />
            ))}
            <BreadcrumbItem isActive>{title}</BreadcrumbItem>
          </Breadcrumb>
        </PageBreadcrumb>
      )}
      <PageSection component="div" className="fg-page-header">
        <div className="fg-page-header__text">
          <div className="fg-row fg-row--wrap">
            <Title headingLevel="h1" size="xl">
              {title}
            </Title>
            {badge}
            <Permalink />
          </div>
          {description && <p className="fg-subtle">{description}</p>}
        </div>
        {actions && <div className="fg-page-header__actions">{actions}</div>}
      </PageSection>
    </>
  )
}
