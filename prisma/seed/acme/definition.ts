import type { EnforcementMode, WorkloadKind } from '@flowgate/engine'

/** Workloads of one kind, numbered from 01. */
export interface Batch {
  readonly prefix: string
  readonly count: number
  readonly segment: string
  readonly os: string
  readonly kind: WorkloadKind
  readonly tags: readonly string[]
  readonly mode: EnforcementMode
  readonly selectiveServices?: readonly string[]
  /** A second vNIC on the backup network. */
  readonly backup?: true
}

const UBUNTU = 'Ubuntu 24.04 LTS'
const RHEL = 'Red Hat Enterprise Linux 9'
const WINDOWS = 'Windows Server 2022'
const ORACLE = 'Oracle Linux 9'

const prod = (app: string, tier: string, ...more: readonly string[]): readonly string[] => [
  `app:${app}`,
  'env:prod',
  `tier:${tier}`,
  ...more,
]
const dev = (app: string, tier: string): readonly string[] => [`app:${app}`, 'env:dev', `tier:${tier}`]
const shared = (role: string): readonly string[] => ['env:shared', `role:${role}`]

/** `scope:pci` marks the production side of `pay` only: its development copies hold no card data. */
export const BATCHES: readonly Batch[] = [
  {
    prefix: 'shop-web',
    count: 10,
    segment: 'prod-web',
    os: UBUNTU,
    kind: 'vm',
    tags: prod('shop', 'web'),
    mode: 'full',
  },
  {
    prefix: 'shop-app',
    count: 14,
    segment: 'prod-app',
    os: UBUNTU,
    kind: 'vm',
    tags: prod('shop', 'app'),
    mode: 'full',
  },
  {
    prefix: 'shop-db',
    count: 6,
    segment: 'prod-db',
    os: RHEL,
    kind: 'vm',
    tags: prod('shop', 'db'),
    mode: 'full',
    backup: true,
  },
  {
    prefix: 'hr-web',
    count: 6,
    segment: 'prod-web',
    os: WINDOWS,
    kind: 'vm',
    tags: prod('hr', 'web'),
    mode: 'visibility',
  },
  {
    prefix: 'hr-app',
    count: 8,
    segment: 'prod-app',
    os: WINDOWS,
    kind: 'vm',
    tags: prod('hr', 'app'),
    mode: 'visibility',
  },
  {
    prefix: 'hr-db',
    count: 4,
    segment: 'prod-db',
    os: WINDOWS,
    kind: 'vm',
    tags: prod('hr', 'db'),
    mode: 'visibility',
    backup: true,
  },
  {
    prefix: 'pay-web',
    count: 6,
    segment: 'pci',
    os: RHEL,
    kind: 'vm',
    tags: prod('pay', 'web', 'scope:pci'),
    mode: 'full',
  },
  {
    prefix: 'pay-app',
    count: 10,
    segment: 'pci',
    os: RHEL,
    kind: 'vm',
    tags: prod('pay', 'app', 'scope:pci'),
    mode: 'full',
  },
  {
    prefix: 'pay-db',
    count: 6,
    segment: 'pci',
    os: ORACLE,
    kind: 'bare-metal',
    tags: prod('pay', 'db', 'scope:pci'),
    mode: 'full',
    backup: true,
  },
  {
    prefix: 'shop-dev-web',
    count: 3,
    segment: 'dev',
    os: UBUNTU,
    kind: 'container',
    tags: dev('shop', 'web'),
    mode: 'selective',
    selectiveServices: ['rdp', 'ssh'],
  },
  {
    prefix: 'shop-dev-app',
    count: 4,
    segment: 'dev',
    os: UBUNTU,
    kind: 'container',
    tags: dev('shop', 'app'),
    mode: 'selective',
    selectiveServices: ['rdp', 'ssh'],
  },
  {
    prefix: 'shop-dev-db',
    count: 3,
    segment: 'dev',
    os: RHEL,
    kind: 'vm',
    tags: dev('shop', 'db'),
    mode: 'visibility',
  },
  {
    prefix: 'hr-dev-web',
    count: 3,
    segment: 'dev',
    os: WINDOWS,
    kind: 'vm',
    tags: dev('hr', 'web'),
    mode: 'idle',
  },
  {
    prefix: 'hr-dev-app',
    count: 3,
    segment: 'dev',
    os: WINDOWS,
    kind: 'vm',
    tags: dev('hr', 'app'),
    mode: 'idle',
  },
  {
    prefix: 'hr-dev-db',
    count: 2,
    segment: 'dev',
    os: WINDOWS,
    kind: 'vm',
    tags: dev('hr', 'db'),
    mode: 'idle',
  },
  {
    prefix: 'pay-dev-web',
    count: 3,
    segment: 'dev',
    os: RHEL,
    kind: 'vm',
    tags: dev('pay', 'web'),
    mode: 'visibility',
  },
  {
    prefix: 'pay-dev-app',
    count: 4,
    segment: 'dev',
    os: RHEL,
    kind: 'vm',
    tags: dev('pay', 'app'),
    mode: 'visibility',
  },
  {
    prefix: 'pay-dev-db',
    count: 3,
    segment: 'dev',
    os: ORACLE,
    kind: 'vm',
    tags: dev('pay', 'db'),
    mode: 'visibility',
  },
  { prefix: 'dns', count: 2, segment: 'infra', os: UBUNTU, kind: 'vm', tags: shared('dns'), mode: 'full' },
  {
    prefix: 'ntp',
    count: 2,
    segment: 'infra',
    os: UBUNTU,
    kind: 'bare-metal',
    tags: shared('ntp'),
    mode: 'full',
  },
  { prefix: 'ad', count: 2, segment: 'infra', os: WINDOWS, kind: 'vm', tags: shared('ad'), mode: 'full' },
  {
    prefix: 'backup',
    count: 2,
    segment: 'infra',
    os: RHEL,
    kind: 'vm',
    tags: shared('backup'),
    mode: 'full',
    backup: true,
  },
  {
    prefix: 'monitoring',
    count: 2,
    segment: 'infra',
    os: UBUNTU,
    kind: 'vm',
    tags: shared('monitoring'),
    mode: 'full',
  },
  {
    prefix: 'syslog',
    count: 1,
    segment: 'infra',
    os: UBUNTU,
    kind: 'vm',
    tags: shared('syslog'),
    mode: 'full',
  },
  {
    prefix: 'mirror',
    count: 1,
    segment: 'infra',
    os: UBUNTU,
    kind: 'vm',
    tags: shared('mirror'),
    mode: 'full',
  },
  { prefix: 'jump', count: 2, segment: 'infra', os: WINDOWS, kind: 'vm', tags: shared('jump'), mode: 'full' },
]

/** Virtual desktops and forgotten machines: nobody has tagged them. `vm-123` and `vm-456` are those of the tutorial. */
export const UNTAGGED: readonly { readonly id: string; readonly host: string; readonly os: string }[] = [
  { id: 'vm-123', host: 'host-03', os: UBUNTU },
  { id: 'vm-456', host: 'host-08', os: UBUNTU },
  { id: 'vm-187', host: 'host-05', os: 'Windows 11' },
  { id: 'vm-201', host: 'host-06', os: 'Windows 11' },
  { id: 'vm-202', host: 'host-07', os: 'Windows 11' },
  { id: 'vm-203', host: 'host-09', os: 'Windows 11' },
  { id: 'vm-204', host: 'host-11', os: 'Windows 11' },
  { id: 'vm-299', host: 'host-12', os: 'Windows Server 2016' },
]

/** The untagged machines that people sit at. */
export const DESKTOPS: readonly string[] = ['vm-187', 'vm-201', 'vm-202', 'vm-203', 'vm-204']

/** Not running: present in the inventory, silent on the network. */
export const POWERED_OFF: readonly string[] = ['hr-dev-web-03', 'vm-299']
/** On the exclusion list, so that a policy mistake cannot cut off the restore path. */
export const EXCLUDED: readonly string[] = ['backup-02']

export const SEGMENTS: readonly { readonly id: string; readonly vlan: number }[] = [
  { id: 'prod-web', vlan: 110 },
  { id: 'prod-app', vlan: 120 },
  { id: 'prod-db', vlan: 130 },
  { id: 'pci', vlan: 140 },
  { id: 'dev', vlan: 150 },
  { id: 'infra', vlan: 160 },
  { id: 'users', vlan: 170 },
  { id: 'backup-net', vlan: 180 },
]

export const HOST_COUNT = 12

export const twoDigits = (number: number): string => String(number).padStart(2, '0')

/** Ids of a batch, or its first `count`. */
export const idsOf = (prefix: string, count?: number): readonly string[] => {
  const batch = BATCHES.find((each) => each.prefix === prefix)
  if (batch === undefined) throw new RangeError(`no batch is called \`${prefix}\``)
  return Array.from({ length: count ?? batch.count }, (_, index) => `${prefix}-${twoDigits(index + 1)}`)
}

/** Ids of every workload of acme in the order of this file. */
export const allIds = (): readonly string[] => [
  ...BATCHES.flatMap((batch) => idsOf(batch.prefix)),
  ...UNTAGGED.map((each) => each.id),
]

/** Ids of the workloads that run Windows, the untagged ones included. */
export const windowsIds = (): readonly string[] => [
  ...BATCHES.filter((batch) => batch.os === WINDOWS).flatMap((batch) => idsOf(batch.prefix)),
  ...UNTAGGED.filter((each) => each.os.startsWith('Windows')).map((each) => each.id),
]
