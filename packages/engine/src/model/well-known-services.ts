import type { Service, ServiceEntry } from './document.ts'

type PortLike = number | readonly [number, number]
const ports = (list: readonly PortLike[]) =>
  list.map((port): readonly [number, number] => (typeof port === 'number' ? [port, port] : port))
const transport =
  (protocol: 'tcp' | 'udp' | 'sctp') =>
  (...list: readonly PortLike[]): ServiceEntry => ({
    protocol,
    sourcePorts: [],
    destinationPorts: ports(list),
  })
const tcp = transport('tcp')
const udp = transport('udp')
const sctp = transport('sctp')
const icmp = (type: number | null = null, code: number | null = null): ServiceEntry => ({
  protocol: 'icmp',
  type,
  code,
})
const icmpv6 = (type: number | null = null, code: number | null = null): ServiceEntry => ({
  protocol: 'icmpv6',
  type,
  code,
})
const ipProtocol = (number: number): ServiceEntry => ({ protocol: 'ip', number })

type Row = readonly [id: string, name: string, description: string, ...entries: readonly ServiceEntry[]]

/** Ports as registered with IANA, or the vendor's documented default where IANA has none. */
const ROWS: readonly Row[] = [
  ['http', 'HTTP', 'Web', tcp(80)],
  ['http-alt', 'HTTP alternative', 'Web applications behind a proxy', tcp(8080)],
  ['https', 'HTTPS', 'Web over TLS, QUIC included', tcp(443), udp(443)],
  ['https-alt', 'HTTPS alternative', 'Web applications over TLS behind a proxy', tcp(8443)],
  ['ssh', 'SSH', 'Secure shell', tcp(22)],
  ['telnet', 'Telnet', 'Clear-text remote terminal', tcp(23)],
  ['rdp', 'RDP', 'Remote Desktop', tcp(3389), udp(3389)],
  ['vnc', 'VNC', 'Remote framebuffer, displays 0 to 9', tcp([5900, 5909])],
  ['winrm', 'WinRM', 'Windows Remote Management', tcp([5985, 5986])],
  ['ftp', 'FTP', 'File transfer, control and active data', tcp([20, 21])],
  ['tftp', 'TFTP', 'Trivial file transfer', udp(69)],
  ['rsync', 'rsync', 'File synchronisation daemon', tcp(873)],
  ['smb', 'SMB', 'Windows file sharing', tcp(445)],
  ['netbios', 'NetBIOS', 'Name, datagram and session service', udp([137, 138]), tcp(139)],
  ['nfs', 'NFS', 'Network file system', tcp(2049), udp(2049)],
  ['iscsi', 'iSCSI', 'Block storage', tcp(3260)],
  ['dns', 'DNS', 'Name resolution', udp(53), tcp(53)],
  ['dns-over-tls', 'DNS over TLS', 'Encrypted name resolution', tcp(853)],
  ['mdns', 'mDNS', 'Multicast name resolution', udp(5353)],
  ['dhcp', 'DHCP', 'Address assignment, IPv4', udp([67, 68])],
  ['dhcpv6', 'DHCPv6', 'Address assignment, IPv6', udp([546, 547])],
  ['ntp', 'NTP', 'Time', udp(123)],
  ['kerberos', 'Kerberos', 'Authentication and password change', tcp(88, 464), udp(88, 464)],
  ['ldap', 'LDAP', 'Directory', tcp(389), udp(389)],
  ['ldaps', 'LDAPS', 'Directory over TLS', tcp(636)],
  ['global-catalog', 'Global catalog', 'Active Directory forest-wide directory', tcp([3268, 3269])],
  ['ms-rpc', 'Microsoft RPC', 'Endpoint mapper', tcp(135)],
  ['radius', 'RADIUS', 'Authentication and accounting', udp([1812, 1813])],
  ['tacacs', 'TACACS+', 'Authentication of network devices', tcp(49)],
  ['smtp', 'SMTP', 'Mail transfer', tcp(25)],
  ['smtp-submission', 'SMTP submission', 'Mail submission, STARTTLS and TLS', tcp(587, 465)],
  ['imap', 'IMAP', 'Mailbox access, clear and TLS', tcp(143, 993)],
  ['pop3', 'POP3', 'Mailbox access, clear and TLS', tcp(110, 995)],
  ['snmp', 'SNMP', 'Network management', udp(161)],
  ['snmp-trap', 'SNMP trap', 'Network management notifications', udp(162)],
  ['syslog', 'Syslog', 'Log messages', udp(514), tcp(514)],
  ['syslog-tls', 'Syslog TLS', 'Log messages over TLS', tcp(6514)],
  ['netflow', 'NetFlow and IPFIX', 'Flow export', udp(2055, 4739)],
  ['mssql', 'Microsoft SQL Server', 'Database and its browser service', tcp(1433), udp(1434)],
  ['mysql', 'MySQL', 'Database, MariaDB included', tcp(3306)],
  ['postgresql', 'PostgreSQL', 'Database', tcp(5432)],
  ['oracle', 'Oracle', 'Database listener, clear and TLS', tcp([1521, 1522], 2484)],
  ['db2', 'Db2', 'Database', tcp(50000)],
  ['mongodb', 'MongoDB', 'Document database', tcp([27017, 27019])],
  ['redis', 'Redis', 'Key-value store', tcp(6379)],
  ['memcached', 'Memcached', 'Cache', tcp(11211), udp(11211)],
  ['elasticsearch', 'Elasticsearch', 'Search, REST and transport', tcp(9200, 9300)],
  ['cassandra', 'Cassandra', 'Wide-column database, clients and nodes', tcp(9042, [7000, 7001])],
  ['kafka', 'Kafka', 'Event streaming', tcp([9092, 9094])],
  ['zookeeper', 'ZooKeeper', 'Coordination', tcp(2181, 2888, 3888)],
  ['amqp', 'AMQP', 'Messaging, clear and TLS', tcp([5671, 5672])],
  ['mqtt', 'MQTT', 'Messaging, clear and TLS', tcp(1883, 8883)],
  ['nats', 'NATS', 'Messaging', tcp(4222)],
  ['etcd', 'etcd', 'Key-value store, clients and peers', tcp([2379, 2380])],
  ['kubernetes-api', 'Kubernetes API', 'Cluster control plane', tcp(6443)],
  ['kubelet', 'Kubelet', 'Kubernetes node agent', tcp(10250)],
  ['docker-registry', 'Container registry', 'Image distribution', tcp(5000)],
  ['prometheus', 'Prometheus', 'Metrics server', tcp(9090)],
  ['node-exporter', 'Node exporter', 'Host metrics', tcp(9100)],
  ['bgp', 'BGP', 'Routing', tcp(179)],
  ['ike', 'IKE', 'IPsec key exchange and NAT traversal', udp(500, 4500)],
  ['esp', 'ESP', 'IPsec encrypted payload', ipProtocol(50)],
  ['gre', 'GRE', 'Generic tunnel', ipProtocol(47)],
  ['wireguard', 'WireGuard', 'Tunnel', udp(51820)],
  ['sip', 'SIP', 'Telephony signalling, clear and TLS', tcp([5060, 5061]), udp([5060, 5061])],
  ['diameter', 'Diameter', 'Authentication in mobile networks', tcp(3868), sctp(3868)],
  ['icmp-any', 'ICMP', 'Every ICMP message of IPv4', icmp()],
  ['icmp-echo', 'ICMP echo', 'Ping of IPv4', icmp(8, 0)],
  ['icmpv6-any', 'ICMPv6', 'Every ICMP message of IPv6', icmpv6()],
  ['icmpv6-echo', 'ICMPv6 echo', 'Ping of IPv6', icmpv6(128, 0)],
  [
    'icmpv6-nd',
    'ICMPv6 neighbor discovery',
    'Router and neighbor solicitation and advertisement, redirect; IPv6 does not work without them',
    icmpv6(133, 0),
    icmpv6(134, 0),
    icmpv6(135, 0),
    icmpv6(136, 0),
    icmpv6(137, 0),
  ],
]

const service = (service: Partial<Service> & Pick<Service, 'id' | 'name' | 'description'>): Service => ({
  entries: [],
  services: [],
  ...service,
})

/**
 * Services that every installation has, sorted by id. Policies refer to them by id; they cannot be edited and are left out
 * of exported documents and of a revision's hash.
 */
export const wellKnownServices: readonly Service[] = [
  ...ROWS.map(([id, name, description, ...entries]) => service({ id, name, description, entries })),
  service({
    id: 'ping',
    name: 'Ping',
    description: 'Echo of both IP versions',
    services: ['icmp-echo', 'icmpv6-echo'],
  }),
  service({
    id: 'active-directory',
    name: 'Active Directory',
    description: 'What a member of a domain needs from its controllers',
    services: ['dns', 'global-catalog', 'kerberos', 'ldap', 'ldaps', 'ms-rpc', 'ntp', 'smb'],
  }),
].toSorted((a, b) => (a.id < b.id ? -1 : 1))

export const wellKnownServiceIds: ReadonlySet<string> = new Set(wellKnownServices.map(({ id }) => id))

/** The services of a document together with the well-known ones that it does not define itself. */
export function withWellKnownServices(services: readonly Service[]): readonly Service[] {
  const own = new Set(services.map(({ id }) => id))
  return [...services, ...wellKnownServices.filter(({ id }) => !own.has(id))]
}
