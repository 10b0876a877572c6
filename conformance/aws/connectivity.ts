import { type FlowgateDocument, parseAddressSpec } from '@flowgate/engine'
import { isWithin, NONE, type Open, openText } from '../support/connection-sets.ts'
import { openBetween } from '../support/open-between.ts'
import { pieces, rangeHolds, specsOf } from '../support/open-map.ts'
import { type Endpoint, endpointsOf, nameOf, type VpcConfig } from './config.ts'
import { knownOnly, parsedConnections } from './connections.ts'
import { vpcDocument } from './document.ts'

const HEAD = /^(Endpoint|Subnet) connectivity for VPC (.+)$/
const LINE = /^(.+?) => (.+?) : (.+)$/
const INTERNET = 'Public Internet '

/** What is not the Internet, as the analyzer has it. */
const PRIVATE = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** A golden report of connectivity between endpoints, or between subnets, held against the engine. */
export function connectivityDifferences(config: VpcConfig, golden: string): readonly string[] {
  const sections = golden.split('\n').reduce<{ head: RegExpExecArray; lines: string[] }[]>((all, row) => {
    const head = HEAD.exec(row.trim())
    if (head !== null) all.push({ head, lines: [] })
    else all.at(-1)?.lines.push(row.trim())
    return all
  }, [])
  if (sections.length === 0) throw new Error('no section of a VPC in the file')
  return sections.flatMap(({ head, lines }) => {
    const vpc = config.vpcs.find((each) => nameOf(each, each.VpcId) === head[2])?.VpcId
    if (vpc === undefined) return [`there is no VPC \`${head[2]}\``]
    return head[1] === 'Endpoint'
      ? endpointDifferences(config, vpc, lines)
      : subnetDifferences(config, vpc, lines)
  })
}

function endpointDifferences(config: VpcConfig, vpc: string, lines: readonly string[]): readonly string[] {
  const endpoints = endpointsOf(config, vpc)
  const document = vpcDocument(config, vpc, endpoints, { securityGroups: true })
  return pairDifferences(document, endpoints, lines, ({ isPublic }) => isPublic, true)
}

/** A subnet stands for its endpoints where no ACL cuts it in two; of the Internet it may only be a client. */
function subnetDifferences(config: VpcConfig, vpc: string, lines: readonly string[]): readonly string[] {
  const hasGateway = config.internet_gateways.some(({ Attachments }) =>
    Attachments.some(({ VpcId }) => VpcId === vpc),
  )
  const subnets = config.subnets.filter(({ VpcId }) => VpcId === vpc)
  const endpoints = subnets.map(
    (subnet): Endpoint => ({
      name: nameOf(subnet, subnet.SubnetId),
      address: hostIn(subnet.CidrBlock),
      subnet: subnet.SubnetId,
      groups: [],
      isPublic: subnet.MapPublicIpOnLaunch && hasGateway,
    }),
  )
  const document = vpcDocument(config, vpc, endpoints, { securityGroups: false })
  return pairDifferences(document, endpoints, lines, ({ isPublic }) => isPublic, false)
}

/** Some address of a subnet that a machine may have. */
const hostIn = (cidr: string): string =>
  (cidr.split('/')[0] ?? '').replace(/\d+$/, (last) => String(Number(last) + 5))

function pairDifferences(
  document: FlowgateDocument,
  endpoints: readonly Endpoint[],
  written: readonly string[],
  isPublic: (endpoint: Endpoint) => boolean,
  fromInternet: boolean,
): readonly string[] {
  const lines = written.flatMap((row) => {
    const [, from = '', to = '', connections = ''] = LINE.exec(row) ?? []
    return from === '' ? [] : [{ from, to, open: parsedConnections(connections) }]
  })
  const named = lines.flatMap(({ from, to }) => [from, to]).flatMap(rangesOf)
  const outside = pieces([...specsOf(document), ...PRIVATE, ...named]).filter(
    (address) => !PRIVATE.some((range) => rangeHolds(range, address)),
  )
  const between = openBetween(document, outside)
  const isEnd = (text: string, end: string): boolean =>
    text === end ||
    (text.startsWith(INTERNET) &&
      outside.includes(end) &&
      rangesOf(text).every((range) => rangeHolds(range, end)))
  const compared = (from: string, to: string): readonly string[] => {
    const wanted = lines
      .filter((line) => isEnd(line.from, from) && isEnd(line.to, to))
      .flatMap(({ open }): readonly Open[] => [open])
    const whole = knownOnly(
      wanted.includes('all') ? 'all' : wanted.flatMap((each) => (each === 'all' ? [] : each)),
    )
    const found = knownOnly(between(from, to) ?? NONE)
    return isWithin(found, whole) && isWithin(whole, found)
      ? []
      : [`${from} => ${to}: ${openText(found)}, expected ${openText(whole)}`]
  }
  return endpoints.flatMap((one) => [
    ...endpoints.flatMap((other) => (one === other ? [] : compared(one.name, other.name))),
    ...(isPublic(one)
      ? outside.flatMap((address) => [
          ...compared(one.name, address),
          ...(fromInternet ? compared(address, one.name) : []),
        ])
      : lines
          .filter(({ from, to }) => from === one.name && to.startsWith(INTERNET))
          .map(({ to }) => `${one.name} => ${to}: it has no way to the Internet`)),
  ])
}

/** `Public Internet 1.2.3.0/24` and lists of these; `(all ranges)` is every one. */
const rangesOf = (end: string): readonly string[] =>
  end.startsWith(INTERNET) && !end.includes('all ranges')
    ? end
        .slice(INTERNET.length)
        .split(',')
        .map((each) => each.trim())
        .filter((each) => parseAddressSpec(each).ok)
    : []
