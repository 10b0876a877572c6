import { Button, Title } from '@patternfly/react-core'
import { TimesIcon } from '@patternfly/react-icons'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import './side-panel.css'

interface SidePanelProps {
  readonly title: ReactNode
  /** Accessible name. */
  readonly label: string
  readonly actions?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Details beside what was clicked. Escape closes it and gives the focus back. */
export const SidePanel = ({ title, label, actions, onClose, children }: SidePanelProps) => {
  const heading = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus()
    return () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus({ preventScroll: true })
    }
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onClose()
  }
  return (
    <aside className="fg-side" aria-label={label} onKeyDown={onKeyDown}>
      <div className="fg-side__head">
        <div ref={heading} tabIndex={-1} className="fg-side__title">
          <Title headingLevel="h2" size="md">
            {title}
          </Title>
        </div>
        <Button variant="plain" aria-label="Close details" icon={<TimesIcon />} onClick={onClose} />
      </div>
      {actions && <div className="fg-side__actions">{actions}</div>}
      <div className="fg-side__body">{children}</div>
    </aside>
  )
}

/** A titled part of a panel. */
export const PanelSection = ({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}) => (
  <section className="fg-side__section">
    <Title headingLevel="h3" size="md" className="fg-side__subtitle">
      {title}
    </Title>
    {children}
  </section>
)
