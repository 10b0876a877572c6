import { describe, expect, it } from 'vitest'
import { buildSnapshot, evaluate, importIptables, type L4 } from '../../src/index.ts'
import { vnic, workload } from '../support/documents.ts'

const written = (...rules: readonly string[]) => {
  const text = ['*filter', ':FORWARD DROP [0:0]', ...rules, 'COMMIT'].join('\n')
  return importIptables(text, 'rules', { chain: 'FORWARD' })
}
const notesOn = (...rules: readonly string[]) =>
  written(...rules).gaps.flatMap(({ line, message }) => (line === null ? [] : [`${line}: ${message}`]))

describe('rules that no first packet of a connection fits', () => {
  it.each([
    ['-m conntrack --ctstate INVALID -j DROP', '--ctstate INVALID'],
    ['-m conntrack ! --ctstate NEW -j DROP', '! --ctstate NEW'],
    ['-m conntrack --ctstate ESTABLISHED -j DROP', '--ctstate ESTABLISHED'],
    ['-m conntrack --ctstate UNTRACKED -j ACCEPT', '--ctstate UNTRACKED'],
    ['-p tcp ! --syn -j DROP', '! --syn'],
    ['-p tcp --tcp-flags ALL NONE -j DROP', '--tcp-flags ALL NONE'],
    ['-f -j DROP', '-f'],
  ])('%s is listed', (options, condition) => {
    expect(notesOn(`-A FORWARD ${options}`)).toEqual([
      `3: no first packet of a connection fits \`${condition}\`; it was left out`,
    ])
  })

  it('the rule that lets established connections go on is said by being stateful', () => {
    expect(
      notesOn(
        '-A FORWARD -m state --state ESTABLISHED,RELATED -j ACCEPT',
        '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      ),
    ).toEqual([])
  })

  it('what address translation decides cannot be told from a packet', () => {
    expect(notesOn('-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT')).toEqual([
      '3: `--ctstate DNAT` cannot be said; what only this allows is not allowed',
    ])
  })
})

it.each(['--dport 80', '-p udplite --dport 80', '-p tcp --icmp-type 8'])(
  'ports and types without a protocol that has them open nothing: %s',
  (options) => {
    const { document, gaps } = written(`-A FORWARD ${options} -j ACCEPT`)
    expect(document.policies[0]?.rules.map(({ action }) => action)).toEqual(['drop'])
    expect(gaps.map(({ message }) => message).join()).toContain('cannot be said')
  },
)

it('a rule without target decides nothing, and is listed', () => {
  expect(notesOn('-A FORWARD -d 10.0.0.1')).toEqual(['3: without target it decides nothing; it was left out'])
})

it('chains beside the imported one are listed', () => {
  const { gaps } = written(':INPUT DROP [0:0]', '-A INPUT -p tcp --dport 22 -j ACCEPT', ':WEB - [0:0]')
  expect(gaps.map(({ path, message }) => `${path}: ${message}`)).toContain(
    'INPUT: only chain `FORWARD` is imported; it has 1 rule',
  )
})

describe('types of ICMP by name', () => {
  const verdict = (rule: string, l4: L4, six: boolean) => {
    const text = ['# ip6tables-save'].slice(six ? 0 : 1).concat('*filter', ':FORWARD DROP [0:0]', rule)
    const { document } = importIptables(text.join('\n'), 'rules', { chain: 'FORWARD' })
    const at = six ? 'fd00::1' : '10.0.0.1'
    const inventory = {
      ...document.inventory,
      workloads: [workload('w', { vnics: [vnic('v', [at])] })],
    }
    const packet = { source: six ? 'fd00::2' : '10.0.0.2', destination: at, l4 }
    return evaluate(buildSnapshot({ ...document, inventory }), packet, { now: 0 }).action
  }

  it.each<[string, boolean, L4, 'allow' | 'drop']>([
    ['-p icmp --icmp-type echo-request', false, { protocol: 'icmp', type: 8, code: 0 }, 'allow'],
    ['-p icmp --icmp-type echo-request', false, { protocol: 'icmp', type: 0, code: 0 }, 'drop'],
    ['-p ipv6-icmp --icmpv6-type echo-request', true, { protocol: 'icmpv6', type: 128, code: 0 }, 'allow'],
    ['-p ipv6-icmp --icmpv6-type echo-request', true, { protocol: 'icmpv6', type: 8, code: 0 }, 'drop'],
    ['-p icmpv6 --icmpv6-type packet-too-big', true, { protocol: 'icmpv6', type: 2, code: 0 }, 'allow'],
  ])('%s', (options, six, l4, expected) => {
    expect(verdict(`-A FORWARD ${options} -j ACCEPT`, l4, six)).toBe(expected)
  })
})

it('chains as `iptables -S` lists them, their policies with them', () => {
  const { document, gaps } = importIptables(
    ['-P FORWARD DROP', '-N WEB', '-A FORWARD -j WEB', '-A WEB -p tcp --dport 80 -j ACCEPT'].join('\n'),
    'rules',
    { chain: 'FORWARD' },
  )
  expect(gaps.filter(({ line }) => line !== null)).toEqual([])
  expect(document.policies[0]?.rules.map(({ action }) => action)).toEqual(['allow', 'drop'])
})
