import type { ReactNode } from 'react'
import { Link } from 'react-router'

interface HeadlineProps {
  readonly label: string
  readonly value: ReactNode
  readonly detail: ReactNode
  readonly to: string
}

/** One number of the first row, leading to what it counts. */
export const Headline = ({ label, value, detail, to }: HeadlineProps) => (
  <Link className="fg-headline" to={to}>
    <span className="fg-headline__label">{label}</span>
    <span className="fg-headline__value">{value}</span>
    <span className="fg-headline__detail">{detail}</span>
  </Link>
)
