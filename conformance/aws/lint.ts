import { type AddressSet, addressSet, parseAddressSpec, type Rule, subtract } from '@flowgate/engine'
import { ANY } from '../support/documents.ts'
import { listDifferences } from '../support/report.ts'
import { deadLines } from '../support/rule-lists.ts'
import { endpointsOf, nameOf, type Permission, type SecurityGroup, type VpcConfig } from './config.ts'
import { aclRules, groupRule } from './document.ts'

/** A section of the linter's report: its findings, and how many more it counts without telling. */
export interface LintSection {
  readonly title: string
  readonly findings: readonly string[]
  readonly untold: number
}

export const lintSections = (report: string): readonly LintSection[] =>
  report
    .split(/^(?="[^"\n]+" issues:$)/m)
    .filter((part) => part.startsWith('"'))
    .map((part): LintSection => {
      const [head = '', ...rows] = part.split('\n')
      const body = rows.filter((row) => !/^[~_]+$/.test(row.trim())).join('\n')
      const untold = Number(/^\.\.\. \((\d+) more\)$/m.exec(body)?.[1] ?? 0)
      const findings = body
        .replace(/^\.\.\. .*$/m, '')
        .split(/^(?=In )/m)
        .map((each) => each.trim())
        .filter((each) => each !== '')
      return { title: head.slice(1, head.lastIndexOf('"')).trim(), findings, untold }
    })

/** How a section is checked, by a word of its title; what no entry is about is not looked at. */
export const LINTS: readonly {
  readonly title: RegExp
  readonly check: (config: VpcConfig, section: LintSection) => readonly string[]
}[] = [
  {
    title: /^Network ACL rules shadowed/,
    check: (config, section) => aboutRules(shadowedEntries(config), section),
  },
  {
    title: /^Security group rules implied/,
    check: (config, section) => aboutRules(impliedPermissions(config), section),
  },
  { title: /^SGs implying different connectivity/, check: splitSubnets },
  { title: /^(SG|Network ACL) not applied to any/, check: unattached },
]

interface RuleFinding {
  readonly about: string
  readonly rule: string
  readonly by: readonly string[]
}

/** The analyzer tells every rule that overlaps, the engine as few as cover: those must be among them. */
function aboutRules(found: readonly RuleFinding[], { findings, untold }: LintSection): readonly string[] {
  const differences = findings.flatMap((text) => {
    const [head = '', ...rest] = text.split('\n').map((each) => each.trim())
    const about = /^(In VPC ".*?", .*? ".*?") rule/.exec(head)?.[1] ?? head
    const [rule = '', ...by] = rest
      .map((each) => each.replace(/^(?:Rule details|Shadowing rules?|Implying rules?):\s*/, ''))
      .filter((each) => each !== '')
    const own = found.find((each) => each.about === about && each.rule === keyOf(rule))
    if (own === undefined) return [`missing: ${about}: ${rule}`]
    const wanted = new Set(by.map(keyOf))
    const strange = own.by.filter((each) => !wanted.has(each))
    return own.by.length > 0 && strange.length === 0
      ? []
      : [`${about}: ${rule}: by ${own.by.join(' | ')}, expected some of ${by.join(' | ')}`]
  })
  const count = findings.length + untold
  return found.length === count ? differences : [...differences, `${found.length} found, expected ${count}`]
}

/** Number (or index) and direction. */
const keyOf = (details: string): string => {
  const number = /ruleNumber: (\d+)/.exec(details)?.[1] ?? /index: (\d+)/.exec(details)?.[1] ?? details
  return `${/direction: (\w+)/.exec(details)?.[1] ?? ''} ${number}`
}

const vpcName = (config: VpcConfig, id: string): string => {
  const vpc = config.vpcs.find(({ VpcId }) => VpcId === id)
  return vpc === undefined ? id : nameOf(vpc, id)
}

const shadowedEntries = (config: VpcConfig): readonly RuleFinding[] =>
  config.network_acls.flatMap(({ NetworkAclId, VpcId, Entries }) =>
    ([true, false] as const).flatMap((isEgress) => {
      const rules = aclRules(
        Entries.filter(({ Egress }) => Egress === isEgress),
        'entry',
      )
      return deadLines(rules.map(oneWay)).map(({ rule, blockers }) => ({
        about: `In VPC "${vpcName(config, VpcId)}", network ACL "${NetworkAclId}"`,
        rule: rule.id.replace('entry ', ''),
        by: blockers.map(({ id }) => id.replace('entry ', '')),
      }))
    }),
  )

/** Whichever way it is asked: the addresses that the list tells apart are destinations. */
const oneWay = (rule: Rule): Rule =>
  rule.direction === 'in' ? { ...rule, sources: ANY, destinations: rule.sources } : rule

/** Permissions of a group are a set: one is implied where all the others together, put before it, leave it nothing. */
const impliedPermissions = (config: VpcConfig): readonly RuleFinding[] =>
  config.security_groups.flatMap((group) =>
    (['in', 'out'] as const).flatMap((direction) => {
      const rules = permissionsOf(group, direction).flatMap((each, index) =>
        groupRule('permission', withAddresses(config, each), direction, index).map(oneWay),
      )
      return rules.flatMap((rule): readonly RuleFinding[] => {
        const [dead] = deadLines([...rules.filter((each) => each !== rule), rule]).filter(
          (each) => each.rule.id === rule.id,
        )
        if (dead === undefined || dead.blockers.length === 0) return []
        const key = ({ id }: Rule): string =>
          id.replace('permission in', 'inbound').replace('permission out', 'outbound')
        return [
          {
            about: `In VPC "${vpcName(config, group.VpcId)}", security group "${group.GroupId}"`,
            rule: key(rule),
            by: dead.blockers.map(key),
          },
        ]
      })
    }),
  )

const permissionsOf = (group: SecurityGroup, direction: 'in' | 'out'): readonly Permission[] =>
  direction === 'in' ? group.IpPermissions : group.IpPermissionsEgress

/** A group as the addresses of its interfaces. */
const withAddresses = (config: VpcConfig, permission: Permission): Permission => ({
  ...permission,
  UserIdGroupPairs: [],
  IpRanges: [
    ...permission.IpRanges,
    ...permission.UserIdGroupPairs.flatMap(({ GroupId }) =>
      config.vpcs
        .flatMap(({ VpcId }) => endpointsOf(config, VpcId))
        .filter(({ groups }) => groups.includes(GroupId))
        .map(({ address }) => ({ CidrIp: `${address}/32` })),
    ),
  ],
})

const setOf = (specs: readonly string[]): AddressSet =>
  addressSet(
    specs.flatMap((spec) => {
      const range = parseAddressSpec(spec)
      return range.ok ? [range.value] : []
    }),
  )

/** Rules of groups that hold a part of a subnet. */
function splitSubnets(config: VpcConfig, { findings, untold }: LintSection): readonly string[] {
  const found = config.security_groups.flatMap((group) =>
    (['in', 'out'] as const).flatMap((direction) =>
      permissionsOf(group, direction).flatMap((permission, index) => {
        const target = setOf(withAddresses(config, permission).IpRanges.map(({ CidrIp }) => CidrIp))
        return config.subnets
          .filter(({ VpcId }) => VpcId === group.VpcId)
          .filter(({ CidrBlock }) => {
            const left = subtract(setOf([CidrBlock]), target)
            return left.length > 0 && JSON.stringify(left, text) !== JSON.stringify(setOf([CidrBlock]), text)
          })
          .map(
            (subnet) =>
              `In VPC "${vpcName(config, group.VpcId)}", security group "${group.GroupId}" rule splits subnet "${nameOf(subnet, subnet.SubnetId)}" (${subnet.CidrBlock}). ${direction === 'in' ? 'inbound' : 'outbound'} ${index}`,
          )
      }),
    ),
  )
  const told = findings.flatMap((text) => {
    const [head = '', ...rules] = text.split('\n').map((each) => each.trim())
    return rules.map((each) => `${head.replace(' rules split ', ' rule splits ')} ${keyOf(each)}`)
  })
  return sectionDifferences(told, found, untold)
}

const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

function unattached(config: VpcConfig, { title, findings, untold }: LintSection): readonly string[] {
  const used = new Set(
    config.vpcs.flatMap(({ VpcId }) => endpointsOf(config, VpcId)).flatMap(({ groups }) => groups),
  )
  const said = (vpc: string, what: string, id: string): string =>
    `In VPC "${vpcName(config, vpc)}", ${what} "${id}" has no resources attached to it`
  const found = title.startsWith('SG')
    ? config.security_groups
        .filter(({ GroupId }) => !used.has(GroupId))
        .map(({ VpcId, GroupId }) => said(VpcId, 'security group', GroupId))
    : config.network_acls
        .filter(({ Associations }) => Associations.length === 0)
        .map(({ VpcId, NetworkAclId }) => said(VpcId, 'network ACL', NetworkAclId))
  return sectionDifferences(findings, found, untold)
}

const sectionDifferences = (
  told: readonly string[],
  found: readonly string[],
  untold: number,
): readonly string[] => {
  if (untold === 0) return listDifferences(told, found)
  const missing = told.filter((each) => !found.includes(each)).map((each) => `missing: ${each}`)
  const count = told.length + untold
  return found.length === count ? missing : [...missing, `${found.length} found, expected ${count}`]
}
