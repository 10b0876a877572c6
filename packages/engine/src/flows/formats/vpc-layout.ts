/** Columns that a VPC flow log is read for; the others are passed over. */
export const VPC_FIELDS = [
  'version',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
  'tcp-flags',
  'pkt-srcaddr',
  'pkt-dstaddr',
] as const
export type VpcField = (typeof VPC_FIELDS)[number]

/** The order of columns where a file has no header: AWS's, which each version only extends. */
const DEFAULT_ORDER: readonly string[] = [
  ...['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol'],
  ...['packets', 'bytes', 'start', 'end', 'action', 'log-status'],
  ...['vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr'],
  ...['region', 'az-id', 'sublocation-type', 'sublocation-id'],
  ...['pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path'],
]
/** Number of columns of versions 2 to 5 in that order. */
const DEFAULT_COUNTS: readonly number[] = [14, 21, 25, 29]

/** Where each field of `VPC_FIELDS` stands, -1 where it is not logged. */
export interface VpcLayout {
  readonly columns: number
  readonly column: Readonly<Record<VpcField, number>>
}

const layoutOf = (names: readonly string[]): VpcLayout => ({
  columns: names.length,
  column: Object.fromEntries(VPC_FIELDS.map((field) => [field, names.indexOf(field)])) as Record<
    VpcField,
    number
  >,
})

const DEFAULTS: ReadonlyMap<number, VpcLayout> = new Map(
  DEFAULT_COUNTS.map((count) => [count, layoutOf(DEFAULT_ORDER.slice(0, count))]),
)

/** The layout of a line without header that has so many columns; null when no version has so many. */
export const defaultLayout = (columns: number): VpcLayout | null => DEFAULTS.get(columns) ?? null

const REQUIRED: readonly (readonly VpcField[])[] = [
  ['srcaddr', 'pkt-srcaddr'],
  ['dstaddr', 'pkt-dstaddr'],
  ['dstport'],
  ['srcport'],
  ['protocol'],
  ['start'],
]

/** Whether a line's first columns are names: such a line is a header. */
export const isVpcHeader = (names: readonly string[]): boolean =>
  names.some((name) => DEFAULT_ORDER.includes(name))

/** The layout that a header line gives, or the fields it lacks. */
export const headerLayout = (
  names: readonly string[],
): { readonly layout: VpcLayout } | { readonly missing: readonly string[] } => {
  const missing = REQUIRED.filter((fields) => !fields.some((field) => names.includes(field))).map(
    ([field]) => field ?? '',
  )
  return missing.length > 0 ? { missing } : { layout: layoutOf(names) }
}
