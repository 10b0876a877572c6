import type { MapNode } from '@flowgate/shared'

const MODES = ['full', 'selective', 'visibility', 'idle'] as const
const LOOK: Readonly<Record<(typeof MODES)[number], readonly [letter: string, label: string]>> = {
  full: ['F', 'Full enforcement'],
  selective: ['S', 'Selective enforcement'],
  visibility: ['V', 'Visibility only'],
  idle: ['I', 'Idle'],
}

/** Enforcement mode of the workloads behind a node: one letter when all agree, `mixed` otherwise. */
export const ModeBadge = ({ modes }: { readonly modes: MapNode['modes'] }) => {
  const present = MODES.filter((mode) => (modes[mode] ?? 0) > 0)
  const [only] = present
  if (only === undefined) return null
  const text = present.map((mode) => `${LOOK[mode][1]}: ${modes[mode]}`).join(', ')
  return (
    <span className={`fg-mode fg-mode--${present.length > 1 ? 'mixed' : only}`} title={text}>
      {present.length > 1 ? present.map((mode) => LOOK[mode][0]).join('') : LOOK[only][0]}
    </span>
  )
}
