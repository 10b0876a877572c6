import type { Endpoints, FlowgateDocument, Policy, Rule, SecurityGroup, ServiceEntry } from '@flowgate/engine'
import { ANY, emptyDocument, policy, rule, workload } from '../support/documents.ts'
import type { AclEntry, Endpoint, NetworkAcl, Permission, Subnet, VpcConfig } from './config.ts'

/*
 * A network ACL asks about each packet that enters or leaves a subnet, in order, and lets it through to the security groups, of which
 * one rule must allow it at each end: the ACLs in `environment`, where allowing is a jump, the groups in `application`.
 */

const group = (id: string, members: Partial<SecurityGroup['members']>): SecurityGroup => ({
  id,
  name: id,
  description: '',
  members: { workloads: [], segments: [], groups: [], addresses: [], identities: [], ...members },
  criteria: null,
})

const sgGroup = (id: string): string => `group ${id}`
const subnetGroup = (id: string): string => `subnet ${id}`
const inGroups = (...groups: readonly string[]): Endpoints => ({ ...ANY, groups })

/** One VPC: its subnets' ACLs, and of these endpoints the groups. */
export function vpcDocument(
  config: VpcConfig,
  vpc: string,
  endpoints: readonly Endpoint[],
  { securityGroups }: { readonly securityGroups: boolean },
): FlowgateDocument {
  const groups = config.security_groups.filter(({ VpcId }) => VpcId === vpc)
  const subnets = config.subnets.filter(({ VpcId }) => VpcId === vpc)
  const acls = config.network_acls.filter(({ VpcId }) => VpcId === vpc)
  return {
    ...emptyDocument,
    settings: { ...emptyDocument.settings, defaultAction: securityGroups ? 'drop' : 'allow' },
    inventory: {
      ...emptyDocument.inventory,
      workloads: endpoints.map(({ name, address }) =>
        workload(name, { vnics: [{ id: 'eni', mac: null, segment: null, addresses: [address] }] }),
      ),
    },
    groups: [
      ...subnets.map(({ SubnetId, CidrBlock }) => group(subnetGroup(SubnetId), { addresses: [CidrBlock] })),
      ...groups.map(({ GroupId }) =>
        group(sgGroup(GroupId), {
          workloads: endpoints.filter((each) => each.groups.includes(GroupId)).map(({ name }) => name),
        }),
      ),
    ],
    policies: [
      ...acls.flatMap((acl) => aclPolicies(acl, subnets)),
      ...(securityGroups
        ? groups.map(({ GroupId, IpPermissions, IpPermissionsEgress }) => ({
            ...policy(sgGroup(GroupId), [
              ...IpPermissions.flatMap((each, index) => groupRule(GroupId, each, 'in', index)),
              ...IpPermissionsEgress.flatMap((each, index) => groupRule(GroupId, each, 'out', index)),
            ]),
            appliedTo: [sgGroup(GroupId)],
          }))
        : []),
    ],
  }
}

function aclPolicies(acl: NetworkAcl, subnets: readonly Subnet[]): readonly Policy[] {
  const own = subnets.filter(({ SubnetId }) => acl.Associations.some((each) => each.SubnetId === SubnetId))
  if (own.length === 0) return []
  const appliedTo = own.map(({ SubnetId }) => subnetGroup(SubnetId))
  const within = own.map(({ SubnetId }) =>
    rule(`${acl.NetworkAclId} within ${SubnetId}`, {
      sources: inGroups(subnetGroup(SubnetId)),
      destinations: inGroups(subnetGroup(SubnetId)),
      action: 'jump-to-application',
    }),
  )
  const entries = aclRules(acl.Entries, acl.NetworkAclId).map(
    (each): Rule => (each.action === 'allow' ? { ...each, action: 'jump-to-application' } : each),
  )
  const end = rule(`${acl.NetworkAclId} end`, { action: 'drop' })
  return [
    {
      ...policy(`acl ${acl.NetworkAclId}`, [...within, ...entries, end]),
      category: 'environment',
      appliedTo,
    },
  ]
}

/** The entries in order, of both directions. An entry about IPv6 only has no part in it. */
export const aclRules = (entries: readonly AclEntry[], prefix: string): readonly Rule[] =>
  entries
    .filter(({ CidrBlock }) => CidrBlock !== null)
    .toSorted((a, b) => a.RuleNumber - b.RuleNumber)
    .map((entry) => {
      const { RuleNumber, RuleAction, Egress, CidrBlock, Protocol, PortRange, IcmpTypeCode } = entry
      const other: Endpoints = CidrBlock === '0.0.0.0/0' ? ANY : { ...ANY, addresses: [CidrBlock ?? ''] }
      const icmp = IcmpTypeCode === null ? null : ([IcmpTypeCode.Type, IcmpTypeCode.Code] as const)
      const ports = PortRange === null ? null : ([PortRange.From, PortRange.To] as const)
      return rule(`${prefix} ${Egress ? 'outbound' : 'inbound'} ${RuleNumber}`, {
        direction: Egress ? 'out' : 'in',
        [Egress ? 'destinations' : 'sources']: other,
        services: { services: [], entries: entriesOf(Protocol, ports, icmp) },
        action: RuleAction === 'allow' ? 'allow' : 'drop',
      })
    })

/** None where the permission is about nothing that is an address or a group. */
export function groupRule(
  id: string,
  { IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, UserIdGroupPairs }: Permission,
  direction: 'in' | 'out',
  index: number,
): readonly Rule[] {
  const addresses = [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)]
  const groups = UserIdGroupPairs.map(({ GroupId }) => sgGroup(GroupId))
  if (addresses.length + groups.length === 0) return []
  const isIcmp = IpProtocol === 'icmp' || IpProtocol === 'icmpv6' || IpProtocol === '1'
  const span = FromPort === null || ToPort === null ? null : ([FromPort, ToPort] as const)
  return [
    rule(`${id} ${direction} ${index}`, {
      direction,
      [direction === 'in' ? 'sources' : 'destinations']: { groups, addresses, negated: false },
      services: {
        services: [],
        entries: isIcmp ? entriesOf(IpProtocol, null, span) : entriesOf(IpProtocol, span, null),
      },
    }),
  ]
}

const TRANSPORT: Readonly<Record<string, 'tcp' | 'udp' | 'sctp'>> = {
  tcp: 'tcp',
  '6': 'tcp',
  udp: 'udp',
  '17': 'udp',
  sctp: 'sctp',
  '132': 'sctp',
}

/** A type or code of -1 is any. */
function entriesOf(
  protocol: string,
  ports: readonly [number, number] | null,
  icmp: readonly [number, number] | null,
): readonly ServiceEntry[] {
  if (protocol === '-1') return []
  const transport = TRANSPORT[protocol]
  const some = ports === null || ports[0] < 0 ? [] : [ports]
  if (transport !== undefined) return [{ protocol: transport, sourcePorts: [], destinationPorts: some }]
  const [type, code] = icmp ?? [-1, -1]
  const typed = { type: type < 0 ? null : type, code: type < 0 || code < 0 ? null : code }
  if (protocol === 'icmp' || protocol === '1') return [{ protocol: 'icmp', ...typed }]
  if (protocol === 'icmpv6' || protocol === '58') return [{ protocol: 'icmpv6', ...typed }]
  return [{ protocol: 'ip', number: Number(protocol) }]
}
