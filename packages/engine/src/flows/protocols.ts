export const ICMP = 1
export const TCP = 6
export const UDP = 17
export const ICMPV6 = 58
export const SCTP = 132

/** Names that flow logs use for IANA protocol numbers. */
const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    hopopt: 0,
    icmp: ICMP,
    igmp: 2,
    ipip: 4,
    tcp: TCP,
    egp: 8,
    igp: 9,
    udp: UDP,
    dccp: 33,
    ipv6: 41,
    rsvp: 46,
    gre: 47,
    esp: 50,
    ah: 51,
    icmpv6: ICMPV6,
    'ipv6-icmp': ICMPV6,
    icmp6: ICMPV6,
    eigrp: 88,
    ospf: 89,
    pim: 103,
    vrrp: 112,
    l2tp: 115,
    sctp: SCTP,
    udplite: 136,
  }),
)

/** The number of a protocol by its name in any case, or undefined. */
export const protocolNumberOf = (name: string): number | undefined => PROTOCOL_NUMBERS.get(name.toLowerCase())

/** Whether the protocol has source and destination ports. */
export const isPortProtocol = (protocol: number): boolean =>
  protocol === TCP || protocol === UDP || protocol === SCTP

/** An ICMP reply's type -> the type of the request it answers, RFC 792, 950, 1256 and 4443. */
const REQUEST_OF: ReadonlyMap<number, number> = new Map([
  [0, 8],
  [14, 13],
  [16, 15],
  [18, 17],
])
const REQUEST_OF_V6: ReadonlyMap<number, number> = new Map([
  [129, 128],
  [140, 139],
])

/** The type of the request that an ICMP message answers, or null when it answers none. */
export const requestTypeOf = (protocol: number, type: number): number | null =>
  (protocol === ICMPV6 ? REQUEST_OF_V6 : REQUEST_OF).get(type) ?? null

/** A ping, as `port` of a flow record: type * 256 + code. */
export const echoPort = (protocol: number): number => (protocol === ICMPV6 ? 128 : 8) << 8
