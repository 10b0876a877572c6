/* The parts of an export of AWS' API that decide what may talk to what. */

export interface VpcConfig {
  readonly instances: readonly Instance[]
  readonly internet_gateways: readonly { readonly Attachments: readonly { readonly VpcId: string }[] }[]
  readonly network_acls: readonly NetworkAcl[]
  readonly security_groups: readonly SecurityGroup[]
  readonly subnets: readonly Subnet[]
  readonly vpcs: readonly ({ readonly VpcId: string } & Tagged)[]
}

interface Tagged {
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[] | null
}

export interface Subnet extends Tagged {
  readonly SubnetId: string
  readonly VpcId: string
  readonly CidrBlock: string
  readonly MapPublicIpOnLaunch: boolean
}

interface Instance extends Tagged {
  readonly InstanceId: string
  readonly State: { readonly Name: string }
  readonly NetworkInterfaces: readonly NetworkInterface[]
}

interface NetworkInterface {
  readonly VpcId: string
  readonly SubnetId: string
  readonly PrivateIpAddress: string
  readonly Groups: readonly { readonly GroupId: string }[]
  readonly Association: { readonly PublicIp: string } | null
}

export interface SecurityGroup {
  readonly GroupId: string
  readonly VpcId: string
  readonly IpPermissions: readonly Permission[]
  readonly IpPermissionsEgress: readonly Permission[]
}

export interface Permission {
  readonly IpProtocol: string
  readonly FromPort: number | null
  readonly ToPort: number | null
  readonly IpRanges: readonly { readonly CidrIp: string }[]
  readonly Ipv6Ranges: readonly { readonly CidrIpv6: string }[]
  readonly UserIdGroupPairs: readonly { readonly GroupId: string }[]
}

export interface NetworkAcl {
  readonly NetworkAclId: string
  readonly VpcId: string
  readonly Associations: readonly { readonly SubnetId: string }[]
  readonly Entries: readonly AclEntry[]
}

export interface AclEntry {
  readonly RuleNumber: number
  readonly RuleAction: 'allow' | 'deny'
  readonly Egress: boolean
  readonly CidrBlock: string | null
  readonly Ipv6CidrBlock: string | null
  readonly Protocol: string
  readonly PortRange: { readonly From: number; readonly To: number } | null
  readonly IcmpTypeCode: { readonly Type: number; readonly Code: number } | null
}

/** What it is called, else its id. */
export const nameOf = ({ Tags }: Tagged, id: string): string =>
  Tags?.find(({ Key, Value }) => Key === 'Name' && Value !== '')?.Value ?? id

/** A network interface of an instance that is there. */
export interface Endpoint {
  /** `NAME[ADDRESS]`. */
  readonly name: string
  readonly address: string
  readonly subnet: string
  readonly groups: readonly string[]
  readonly isPublic: boolean
}

/** The interfaces of a VPC; those with a public address are in touch with the Internet where the VPC has a gateway. */
export function endpointsOf(config: VpcConfig, vpc: string): readonly Endpoint[] {
  const hasGateway = config.internet_gateways.some(({ Attachments }) =>
    Attachments.some(({ VpcId }) => VpcId === vpc),
  )
  return config.instances
    .filter(({ State }) => State.Name !== 'terminated')
    .flatMap((instance) =>
      instance.NetworkInterfaces.filter(({ VpcId }) => VpcId === vpc).map((each) => ({
        name: `${nameOf(instance, instance.InstanceId)}[${each.PrivateIpAddress}]`,
        address: each.PrivateIpAddress,
        subnet: each.SubnetId,
        groups: each.Groups.map(({ GroupId }) => GroupId),
        isPublic: hasGateway && (each.Association ?? null) !== null,
      })),
    )
}
