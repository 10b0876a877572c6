export type CellKey =
  | 'sequence'
  | 'name'
  | 'id'
  | 'sources'
  | 'destinations'
  | 'services'
  | 'contextProfiles'
  | 'appliedTo'
  | 'action'
  | 'direction'
  | 'ipVersion'
  | 'log'
  | 'enabled'
  | 'hits'
  | 'schedule'
  | 'note'

export interface GridColumn {
  readonly key: CellKey
  readonly label: string
  /** Of a grid template. */
  readonly width: string
  /** Fields of a rule that it shows, for marking what changed. */
  readonly fields: readonly string[]
  readonly pinned?: boolean
  readonly optional?: boolean
  readonly numeric?: boolean
  readonly editable?: boolean
  /** What the heading means, on hover. */
  readonly hint?: string
}

export const GRID_COLUMNS: readonly GridColumn[] = [
  { key: 'sequence', label: '#', width: '60px', fields: ['position', 'policy'], pinned: true },
  {
    key: 'name',
    label: 'Name',
    width: 'minmax(130px, 1.7fr)',
    fields: ['name'],
    pinned: true,
    editable: true,
  },
  { key: 'id', label: 'Id', width: 'minmax(130px, 0.8fr)', fields: [], optional: true },
  { key: 'sources', label: 'Sources', width: 'minmax(118px, 1.3fr)', fields: ['sources'], editable: true },
  {
    key: 'destinations',
    label: 'Destinations',
    width: 'minmax(118px, 1.3fr)',
    fields: ['destinations'],
    editable: true,
  },
  { key: 'services', label: 'Services', width: 'minmax(92px, 1fr)', fields: ['services'], editable: true },
  {
    key: 'contextProfiles',
    label: 'Profiles',
    width: 'minmax(100px, 0.8fr)',
    fields: ['contextProfiles'],
    optional: true,
  },
  { key: 'action', label: 'Action', width: '92px', fields: ['action'], pinned: true, editable: true },
  {
    key: 'appliedTo',
    label: 'Applied to',
    width: 'minmax(80px, 0.8fr)',
    fields: ['appliedTo'],
    editable: true,
  },
  { key: 'direction', label: 'Direction', width: '72px', fields: ['direction'], editable: true },
  { key: 'ipVersion', label: 'IP', width: '62px', fields: ['ipVersion'], optional: true, editable: true },
  { key: 'log', label: 'Log', width: '46px', fields: ['log'], editable: true },
  { key: 'enabled', label: 'On', width: '48px', fields: ['enabled'], editable: true },
  {
    key: 'hits',
    label: 'Hits',
    width: '72px',
    fields: [],
    numeric: true,
    hint: 'Sessions that the rule decided in the last 30 days',
  },
  { key: 'schedule', label: 'Schedule', width: '110px', fields: ['schedule'], optional: true },
  {
    key: 'note',
    label: 'Note',
    width: 'minmax(110px, 1fr)',
    fields: ['note'],
    optional: true,
    editable: true,
  },
]

/** With the check box before and the menu after. */
export const gridTemplate = (columns: readonly GridColumn[]): string =>
  `32px ${columns.map((column) => column.width).join(' ')} 40px`

const minimum = (width: string): number => Number(width.match(/\d+/)?.[0] ?? 0)
/** Below this the grid scrolls sideways, pixels. */
export const gridMinWidth = (columns: readonly GridColumn[]): number =>
  72 + columns.reduce((sum, column) => sum + minimum(column.width), 0)
