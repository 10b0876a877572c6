import { formatBytes, formatCount, formatExact } from '../../lib/format.ts'

interface QuantityProps {
  /** Null is unknown, which is not zero. */
  readonly value: number | null
  readonly unit?: 'bytes'
}

/** A number with tabular figures, shortened when large, with the exact one on hover. */
export const Quantity = ({ value, unit }: QuantityProps) =>
  value === null ? (
    <span className="fg-subtle" title="unknown">
      –
    </span>
  ) : (
    <span className="fg-num" title={unit === 'bytes' ? `${formatExact(value)} bytes` : formatExact(value)}>
      {unit === 'bytes' ? formatBytes(value) : formatCount(value)}
    </span>
  )
