import { Card, CardBody, CardHeader, CardTitle } from '@patternfly/react-core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

interface HomeCardProps {
  readonly title: string
  /** The list behind it. */
  readonly link?: { readonly label: string; readonly to: string }
  readonly className?: string
  readonly children: ReactNode
}

export const HomeCard = ({ title, link, className = '', children }: HomeCardProps) => (
  <Card className={`fg-home-card ${className}`} isCompact>
    <CardHeader
      actions={{
        actions: link ? (
          <Link to={link.to} aria-label={`${link.label}: ${title}`}>
            {link.label}
          </Link>
        ) : null,
      }}
    >
      <CardTitle component="h2">{title}</CardTitle>
    </CardHeader>
    <CardBody>{children}</CardBody>
  </Card>
)
