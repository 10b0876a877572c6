const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const plain = new Intl.NumberFormat('en')

/** `1234567` → `1.2M`; below 10,000 in full. */
export const formatCount = (value: number): string =>
  Math.abs(value) < 10_000 ? plain.format(Math.round(value)) : compact.format(value)

export const formatExact = (value: number): string => plain.format(value)

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
/** Decimal units, as network equipment counts. */
export const formatBytes = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  const text = unit === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1)
  return `${text} ${UNITS[unit]}`
}

/** A share from 0 to 1. Never rounds up to 100 % nor down to 0 %: those two mean exactly that. */
export const formatShare = (share: number | null): string => {
  if (share === null) return 'no traffic'
  if (share > 0.99 && share < 1) return '> 99 %'
  if (share < 0.01 && share > 0) return '< 1 %'
  return `${Math.round(share * 100)} %`
}

const STEPS: readonly (readonly [limit: number, size: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [60, 1, 'second'],
  [3_600, 60, 'minute'],
  [86_400, 3_600, 'hour'],
  [86_400 * 45, 86_400, 'day'],
  [Number.POSITIVE_INFINITY, 86_400 * 30, 'month'],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** Seconds. */
const CLOCKS_DIFFER = 10
export const formatRelative = (instant: string | number | Date, now: number = Date.now()): string => {
  const ahead = (new Date(instant).getTime() - now) / 1_000
  // The server's clock may run a little before the reader's: nothing has happened `in 5 sec`.
  const seconds = ahead > 0 && ahead < CLOCKS_DIFFER ? 0 : ahead
  const [, size, unit] = STEPS.find(([limit]) => Math.abs(seconds) < limit) ?? [0, 1, 'second' as const]
  return relative.format(Math.trunc(seconds / size), unit)
}

const two = (value: number) => String(value).padStart(2, '0')

/** `2026-01-31 08:00:05`, in the reader's time zone. */
export const formatTime = (instant: string | number | Date): string => {
  const at = new Date(instant)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** For a hover: local time with its zone, and UTC. */
export const formatTimeFully = (instant: string | number | Date): string => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return `${formatTime(instant)} ${zone} (${new Date(instant).toISOString()})`
}

export const formatDuration = (milliseconds: number): string => {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`
  if (milliseconds < 3_600_000) return `${Math.round(milliseconds / 60_000)} min`
  return `${(milliseconds / 3_600_000).toFixed(1)} h`
}

/** `tcp/8080`; a protocol without ports alone. */
export const formatPort = (protocol: string, port: number | null): string => {
  if (port === null) return protocol
  return protocol.startsWith('icmp') ? `${protocol} type ${port}` : `${protocol}/${port}`
}

/** `1 rule`, `2 rules`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
