import type { WorkloadItem } from '@flowgate/shared'
import { Label } from '@patternfly/react-core'
import { BanIcon, EyeIcon, FilterIcon, PauseCircleIcon, ShieldAltIcon } from '@patternfly/react-icons'

type Mode = WorkloadItem['mode']
const LOOK = {
  full: { color: 'green', icon: <ShieldAltIcon />, text: 'Full', meaning: 'Every rule is enforced' },
  selective: {
    color: 'teal',
    icon: <FilterIcon />,
    text: 'Selective',
    meaning: 'Only the listed services are enforced',
  },
  visibility: {
    color: 'blue',
    icon: <EyeIcon />,
    text: 'Visibility',
    meaning: 'Evaluated and reported, nothing is enforced',
  },
  idle: { color: 'grey', icon: <PauseCircleIcon />, text: 'Idle', meaning: 'Nothing is evaluated' },
} as const

export const MODES = (Object.keys(LOOK) as Mode[]).map((value) => ({
  value,
  label: LOOK[value].text,
  description: LOOK[value].meaning,
}))

/** A workload's enforcement mode, or that it is on the exclusion list. */
export const ModeMark = ({ mode, excluded }: { readonly mode: Mode; readonly excluded: boolean }) => {
  if (excluded)
    return (
      <Label isCompact color="orange" icon={<BanIcon />} title="On the exclusion list: not protected">
        Excluded
      </Label>
    )
  const { color, icon, text, meaning } = LOOK[mode]
  return (
    <Label isCompact color={color} icon={icon} title={meaning}>
      {text}
    </Label>
  )
}
