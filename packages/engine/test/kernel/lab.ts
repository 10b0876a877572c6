import { existsSync } from 'node:fs'
import { type Agent, type AgentEvent, startAgent } from './agent.ts'
import { HOST_ADDRESSES, HOSTS, OPEN_PORTS, PLACES } from './estate.ts'
import { run, runQuietly } from './run-command.ts'

/** Two hosts with bridges, their workloads on veth pairs, all in network namespaces of their own. */
export interface Lab {
  readonly agents: ReadonlyMap<string, Agent>
  /** Where an agent's events go from now on. */
  readonly listen: (onEvent: (workload: string, event: AgentEvent) => void) => void
  readonly nft: (host: string, args: readonly string[], input?: string) => Promise<string>
  /** Removes everything. Also done when the process ends in any way that it can notice. */
  readonly close: () => void
}

const PREFIX = `fg-${process.pid}-`
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A workload's own ruleset: a SYN leaves once, so that what is counted does not depend on how long one waits. */
const SEND_SYN_ONCE = `table inet once {
set sent4 { type ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic, timeout; timeout 5m; }
set sent6 { type ipv6_addr . inet_service . ipv6_addr . inet_service; flags dynamic, timeout; timeout 5m; }
chain output {
  type filter hook output priority filter; policy accept;
  tcp flags & (syn | ack) == syn ip saddr . tcp sport . ip daddr . tcp dport @sent4 drop
  tcp flags & (syn | ack) == syn ip6 saddr . tcp sport . ip6 daddr . tcp dport @sent6 drop
  tcp flags & (syn | ack) == syn add @sent4 { ip saddr . tcp sport . ip daddr . tcp dport }
  tcp flags & (syn | ack) == syn add @sent6 { ip6 saddr . tcp sport . ip6 daddr . tcp dport }
}
}
`

/** Why no lab can stand here; null where it can. */
export function labObstacle(): string | null {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root'
  for (const [program, name] of [
    ['nft', 'nftables'],
    ['ip', 'iproute2'],
    ['ping', 'iputils-ping'],
  ] as const) {
    const found = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some((folder) =>
      existsSync(`${folder}/${program}`),
    )
    if (!found) return `needs \`${program}\` (apt-get install ${name})`
  }
  return tryNamespace()
}

/** Containers often may not make namespaces, and some kernels lack the bridge's way into netfilter. */
function tryNamespace(): string | null {
  const name = `${PREFIX}try`
  runQuietly('ip', ['netns', 'add', name])
  const made = existsSync(`/run/netns/${name}`) || existsSync(`/var/run/netns/${name}`)
  // The bridge's settings appear with its first use.
  const out = made
    ? runQuietly('ip', [
        'netns',
        'exec',
        name,
        'sh',
        '-c',
        'ip link add br0 type bridge && cat /proc/sys/net/bridge/bridge-nf-call-iptables && nft add table inet x && echo able',
      ])
    : ''
  runQuietly('ip', ['netns', 'del', name])
  if (!made) return 'needs leave to make network namespaces'
  return out.includes('able') ? null : 'needs a kernel with nftables and br_netfilter'
}

export async function buildLab(): Promise<Lab> {
  removeLeftovers()
  const agents = new Map<string, Agent>()
  let onEvent: (workload: string, event: AgentEvent) => void = () => {}
  const close = (): void => {
    for (const agent of agents.values()) agent.stop()
    for (const name of namespaces()) if (name.startsWith(PREFIX)) runQuietly('ip', ['netns', 'del', name])
    process.off('exit', close)
    for (const signal of SIGNALS) process.off(signal, leave)
  }
  const leave = (): void => {
    close()
    process.exit(130)
  }
  process.on('exit', close)
  for (const signal of SIGNALS) process.on(signal, leave)
  try {
    await run('ip', ['-batch', '-'], namespaceLines().join('\n'))
    await Promise.all(HOSTS.map(prepareHost))
    await run(
      'ip',
      ['-n', `${PREFIX}h1`, '-batch', '-'],
      [
        `link add up0 type veth peer name up0 netns ${PREFIX}h2`,
        'link set up0 master br0 up',
        ...PLACES.flatMap(({ id, host }) => (host === 'h1' ? portLines(id) : [])),
      ].join('\n'),
    )
    await run(
      'ip',
      ['-n', `${PREFIX}h2`, '-batch', '-'],
      [
        'link set up0 master br0 up',
        ...PLACES.flatMap(({ id, host }) => (host === 'h2' ? portLines(id) : [])),
      ].join('\n'),
    )
    await Promise.all(
      PLACES.map(async ({ id, addresses }) => {
        await run('ip', ['-n', PREFIX + id, '-batch', '-'], endLines('eth0', addresses).join('\n'))
        await setKernel(PREFIX + id)
        await run('ip', ['netns', 'exec', PREFIX + id, 'nft', '-f', '-'], SEND_SYN_ONCE)
        const agent = startAgent(PREFIX + id, { ports: OPEN_PORTS, addresses }, (event) => onEvent(id, event))
        agents.set(id, agent)
        await agent.next('ready')
      }),
    )
  } catch (error) {
    close()
    throw error
  }
  return {
    agents,
    listen: (to) => {
      onEvent = to
    },
    nft: (host, args, input) => run('ip', ['netns', 'exec', PREFIX + host, 'nft', ...args], input),
    close,
  }
}

const namespaceLines = (): readonly string[] =>
  [...HOSTS, ...PLACES.map(({ id }) => id)].map((name) => `netns add ${PREFIX}${name}`)

async function prepareHost(host: (typeof HOSTS)[number]): Promise<void> {
  const name = PREFIX + host
  await run(
    'ip',
    ['-n', name, '-batch', '-'],
    ['link add br0 type bridge mcast_snooping 0', ...endLines('br0', HOST_ADDRESSES[host])].join('\n'),
  )
  await run('ip', [
    ...['netns', 'exec', name, 'sysctl', '-q', '-w'],
    ...['net.bridge.bridge-nf-call-iptables=1', 'net.bridge.bridge-nf-call-ip6tables=1'],
  ])
  await setKernel(name)
}

/** Settings of the namespace, not of the machine: every refusal must be seen, however many there are in a second. */
async function setKernel(name: string): Promise<void> {
  const set = ['netns', 'exec', name, 'sysctl', '-q', '-w']
  await run('ip', [...set, 'net.ipv4.icmp_ratelimit=0', 'net.ipv6.icmp.ratelimit=0'])
  // A handshake that policy leaves half open must not be tried again under the next policy.
  await run('ip', [...set, 'net.ipv4.tcp_synack_retries=0'])
  // Older kernels have these for the machine only, and do not show them in a namespace.
  for (const setting of ['net.ipv4.icmp_msgs_per_sec=100000', 'net.ipv4.icmp_msgs_burst=100000'])
    runQuietly('ip', [...set, setting])
}

const portLines = (id: string): readonly string[] => [
  `link add ${id} type veth peer name eth0 netns ${PREFIX}${id}`,
  `link set ${id} master br0 up`,
]

const endLines = (device: string, addresses: readonly string[]): readonly string[] => [
  'link set lo up',
  ...addresses.map((address) =>
    address.includes(':')
      ? `addr add ${address}/64 dev ${device} nodad`
      : `addr add ${address}/24 dev ${device}`,
  ),
  `link set ${device} up`,
]

const namespaces = (): readonly string[] =>
  runQuietly('ip', ['netns', 'list'])
    .split('\n')
    .flatMap((line) => line.split(' ')[0] || [])

/** Namespaces of a run that was killed before it could clean up. */
function removeLeftovers(): void {
  for (const name of namespaces()) {
    const pid = /^fg-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) runQuietly('ip', ['netns', 'del', name])
  }
}
