import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { FlowgateDocument, Rule, ServiceEntry } from '../src/index.ts'

/** A group-shaped policy as the generator writes it: workloads, groups, rules, by position. */
export interface GroupPolicyFile {
  readonly W: readonly { readonly ip: number; readonly host: number }[]
  readonly G: readonly {
    readonly name: string
    readonly members: readonly number[]
    readonly cidrs: readonly (readonly [number, number])[]
  }[]
  /** v: protocol, first and last destination port; a: 1 = allow. */
  readonly R: readonly {
    readonly s: readonly number[]
    readonly d: readonly number[]
    readonly v: readonly (readonly [number, number, number])[]
    readonly a: number
  }[]
  readonly hosts: number
}

const dotted = (ip: number): string => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join('.')
const entryOf = ([protocol, first, last]: readonly [number, number, number]): ServiceEntry =>
  protocol === 6 || protocol === 17
    ? {
        protocol: protocol === 6 ? 'tcp' : 'udp',
        sourcePorts: [],
        destinationPorts: first === 0 && last === 65535 ? [] : [[first, last]],
      }
    : { protocol: 'ip', number: protocol }

/** Reads a file (plain or gzip) as a document: one application policy that holds every rule in order. */
export function readGroupPolicy(path: string): FlowgateDocument {
  const bytes = readFileSync(path)
  const file: GroupPolicyFile = JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
  return {
    apiVersion: 'flowgate/v1',
    kind: 'Document',
    inventory: {
      sites: [],
      clusters: [],
      hosts: Array.from({ length: file.hosts }, (_, i) => ({ id: `h${i}`, name: `h${i}`, cluster: null })),
      segments: [],
      workloads: file.W.map(({ ip, host }, i) => ({
        id: `w${i}`,
        name: `w${i}`,
        kind: 'vm',
        host: `h${host}`,
        os: null,
        powerState: 'on',
        tags: [],
        vnics: [{ id: 'v0', mac: null, segment: null, addresses: [dotted(ip)] }],
        mode: 'full',
        selectiveServices: [],
        excluded: false,
      })),
    },
    settings: { defaultAction: 'drop', logDefault: false },
    groups: file.G.map(({ name, members, cidrs }, i) => ({
      id: `g${i}`,
      name: `${name} ${i}`,
      description: '',
      members: {
        workloads: members.map((w) => `w${w}`),
        segments: [],
        groups: [],
        addresses: cidrs.map(([ip, prefix]) => `${dotted(ip)}/${prefix}`),
        identities: [],
      },
      criteria: null,
    })),
    services: [],
    contextProfiles: [],
    policies: [
      {
        id: 'p',
        name: 'p',
        description: '',
        category: 'application',
        appliedTo: [],
        enabled: true,
        stateful: true,
        tcpStrict: false,
        rules: file.R.map(
          ({ s, d, v, a }, i): Rule => ({
            id: `r${i}`,
            name: `r${i}`,
            sources: { groups: s.map((g) => `g${g}`), addresses: [], negated: false },
            destinations: { groups: d.map((g) => `g${g}`), addresses: [], negated: false },
            services: { services: [], entries: v.map(entryOf) },
            contextProfiles: [],
            processes: [],
            users: [],
            direction: 'in-out',
            ipVersion: 'any',
            appliedTo: [],
            action: a === 1 ? 'allow' : 'drop',
            log: false,
            enabled: true,
            schedule: null,
            note: '',
          }),
        ),
      },
    ],
    assertions: [],
  }
}
