import { Card, CardBody, CardTitle } from '@patternfly/react-core'
import type { ReactNode } from 'react'
import { useTitle } from '../../../lib/use-title.ts'
import './auth-frame.css'

interface AuthFrameProps {
  readonly title: string
  readonly description?: string
  readonly children: ReactNode
}

/** Of the pages outside the shell. */
export const AuthFrame = ({ title, description, children }: AuthFrameProps) => {
  useTitle(title)
  return (
    <main className="fg-auth">
      <div className="fg-auth__brand">
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <span>Flowgate</span>
      </div>
      <Card className="fg-auth__card">
        <CardTitle component="h1">{title}</CardTitle>
        <CardBody>
          {description && <p className="fg-subtle fg-auth__description">{description}</p>}
          {children}
        </CardBody>
      </Card>
      <p className="fg-subtle fg-auth__foot">Distributed firewall management for east-west traffic</p>
    </main>
  )
}
