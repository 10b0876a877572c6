import { buildSnapshot, type Evaluation, evaluate, type FlowgateDocument, type L4 } from '@flowgate/engine'

/** One `Allowed ...` or `Denied ...` of one pair, as it is written. */
interface Section {
  readonly source: string
  readonly destination: string
  readonly connections: string
  readonly egress: Side
  readonly ingress: Side
}

interface Side {
  allowed: boolean
  /** What stands under the side; empty = the system default. */
  readonly reasons: string[]
}

const PAIR = /^Connections between (\S+) => (\S+):$/
const SECTION = /^(?:Allowed|Denied) (.+?) due to the (following policies and rules:|system default)/
const SIDE = /^(Egress|Ingress) \((Allowed|Denied)\)/

/** Pairs under the heading of the system default stand alone in a line. */
const DEFAULT = /^(\S+) => (\S+)$/

function sectionsIn(text: string): readonly Section[] {
  const sections: Section[] = []
  let pair: readonly [string, string] = ['', '']
  let side: Side | null = null
  for (const line of text.split('\n').map((each) => each.trim())) {
    const [isPair, isSection, isSide, isDefault] = [PAIR, SECTION, SIDE, DEFAULT].map((form) =>
      form.exec(line),
    )
    if (isPair || isDefault) {
      pair = [(isPair ?? isDefault)?.[1] ?? '', (isPair ?? isDefault)?.[2] ?? '']
      side = null
    }
    if (isSection || isDefault)
      sections.push({
        source: pair[0],
        destination: pair[1],
        connections: isSection?.[1] ?? 'TCP, UDP, SCTP',
        egress: { allowed: true, reasons: [] },
        ingress: { allowed: true, reasons: [] },
      })
    else if (isSide) {
      side = sections.at(-1)?.[isSide[1] === 'Egress' ? 'egress' : 'ingress'] ?? null
      if (side !== null) side.allowed = isSide[2] === 'Allowed'
    } else if (side !== null && /^\w+ '[^']*' /.test(line)) side.reasons.push(line)
  }
  return sections
}

/** One packet of each protocol, at the first port that is named. */
const packetsOf = (connections: string): readonly L4[] =>
  [...connections.matchAll(/(TCP|UDP|SCTP)(?::\[(\d+))?/g)].map(([, name = '', port = '65535']) => {
    const protocol = name.toLowerCase()
    if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') throw new Error(`\`${name}\``)
    return { protocol, sourcePort: 40_000, destinationPort: Number(port) }
  })

/** Verdict and deciding rules at both ends of everything that an explanation tells of. */
export function explainDifferences(document: FlowgateDocument, golden: string): readonly string[] {
  const snapshot = buildSnapshot(document)
  const addresses = new Map(
    document.inventory.workloads.map(({ name, vnics }) => [name, vnics[0]?.addresses[0] ?? '']),
  )
  const addressOf = (end: string): string => {
    const address = addresses.get(end) ?? /^([\d.]+)-[\d.]+\[External\]$/.exec(end)?.[1]
    if (address === undefined) throw new Error(`no workload is called \`${end}\``)
    return address
  }
  const names = new Map<string, string>()
  for (const policy of document.policies) {
    names.set(policy.id, policy.name)
    for (const rule of policy.rules) names.set(rule.id, rule.name)
  }
  const sections = sectionsIn(golden)
  if (sections.length === 0) throw new Error('no explanation in the file')
  return sections.flatMap((section) =>
    packetsOf(section.connections).flatMap((l4) => {
      const packet = { source: addressOf(section.source), destination: addressOf(section.destination), l4 }
      const { evaluations } = evaluate(snapshot, packet, { now: 0 })
      const about = `${section.source} => ${section.destination} ${l4.protocol}`
      return (['egress', 'ingress'] as const).flatMap((end, index) => {
        const evaluation = evaluations[index]
        const wrong =
          evaluation === undefined ? 'not evaluated' : sideDifference(section[end], evaluation, names)
        return wrong === null ? [] : [`${about} ${end}: ${wrong}`]
      })
    }),
  )
}

function sideDifference(
  side: Side,
  evaluation: Evaluation,
  names: ReadonlyMap<string, string>,
): string | null {
  const { action, rule, policy, trail } = evaluation
  if ((action === 'allow') !== side.allowed) return `${action}, expected ${side.allowed ? 'allow' : 'drop'}`
  const jumps = trail.flatMap((step) =>
    step.kind === 'jump' ? [lineOf(step.policy, step.rule, 'passes', names)] : [],
  )
  const passing = side.reasons.filter((reason) => reason.includes(' passes connections '))
  const missing = jumps.find((jump) => !passing.some((reason) => reason.startsWith(jump)))
  if (missing !== undefined) return `\`${missing}\` is not told of`
  const deciding = side.reasons.filter((reason) => !reason.includes(' passes connections '))
  if (rule === null) return deciding.length === 0 ? null : `the default, expected ${deciding.join(', ')}`
  if (policy !== null && names.get(policy) === 'isolated-pods') {
    const isolated = deciding.length > 0 && deciding.every((reason) => reason.includes("' selects "))
    return isolated ? null : `isolated, expected ${deciding.join(', ') || 'the default'}`
  }
  const own = lineOf(policy ?? '', rule, action === 'allow' ? 'allows' : 'denies', names)
  // Several rules may allow the same; ours names the first.
  if (deciding.some((reason) => reason === own || reason.startsWith(`${own},`))) return null
  return `\`${own}\`, expected ${deciding.join(', ') || 'the default'}`
}

/** Our policy and rule in np-guard's words. */
function lineOf(policy: string, rule: string, verb: string, names: ReadonlyMap<string, string>): string {
  const [kind = '', ...rest] = (names.get(policy) ?? '').split('/')
  const name = (names.get(rule) ?? '').replace(/, port .* is \w+ \d+$/, '')
  const number = /^(ingress|egress) (\d+)$/.exec(name)
  const isIn = rule.includes('ingress')
  return `${kind} '${rest.join('/')}' ${verb} connections by ${isIn ? 'Ingress' : 'Egress'} rule ${
    number === null ? name : `#${number[2]}`
  }`
}
