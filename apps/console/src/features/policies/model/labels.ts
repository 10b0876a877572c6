import type { RuleItem } from '@flowgate/shared'
import type { RuleCategory } from '../api/rules.ts'

/** In evaluation order. */
export const STAGES: readonly {
  readonly key: RuleCategory
  readonly label: string
  readonly purpose: string
}[] = [
  { key: 'emergency', label: 'Emergency', purpose: 'Quarantine and overrides that come before everything' },
  {
    key: 'infrastructure',
    label: 'Infrastructure',
    purpose: 'Shared services: DNS, time, directory, backup',
  },
  { key: 'environment', label: 'Environment', purpose: 'Between zones: production, development, sites' },
  { key: 'application', label: 'Application', purpose: 'Between the tiers of an application' },
]
export const stageLabel = (category: string): string =>
  STAGES.find((stage) => stage.key === category)?.label ?? category

export const DIRECTION_LABEL: Readonly<Record<RuleItem['direction'], string>> = {
  'in-out': 'In-out',
  in: 'In',
  out: 'Out',
}
export const IP_LABEL: Readonly<Record<RuleItem['ipVersion'], string>> = {
  any: 'Any',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
}
export const ACTION_LABEL: Readonly<Record<RuleItem['action'], string>> = {
  allow: 'Allow',
  drop: 'Drop',
  reject: 'Reject',
  'jump-to-application': 'Jump to application',
}
/** Only the environment category may jump. */
export const actionsFor = (category: string): readonly RuleItem['action'][] =>
  category === 'environment'
    ? ['allow', 'drop', 'reject', 'jump-to-application']
    : ['allow', 'drop', 'reject']

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
export const scheduleText = (schedule: RuleItem['schedule']): string => {
  if (schedule === null) return 'always'
  const { days, minutes, notBefore, notAfter } = schedule
  const parts = [
    days.length > 0 ? days.map((day) => DAYS[day]).join(' ') : '',
    minutes ? `${clock(minutes[0])}–${clock(minutes[1])} UTC` : '',
    notBefore ? `from ${notBefore.slice(0, 16)}` : '',
    notAfter ? `until ${notAfter.slice(0, 16)}` : '',
  ].filter((part) => part !== '')
  return parts.join(', ') || 'always'
}
