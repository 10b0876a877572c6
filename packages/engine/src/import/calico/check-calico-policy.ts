import { anything, type Check, fields, listOf, oneOf } from '../kubernetes/checks.ts'

const rule = fields(
  {
    action: anything,
    metadata: anything,
    ipVersion: anything,
    protocol: anything,
    notProtocol: anything,
    icmp: fields({ type: anything, code: anything }),
    notICMP: anything,
    http: anything,
    // What of an end cannot be said is noted where the end is read.
    source: anything,
    destination: anything,
  },
  ['action'],
)

const SPEC: Readonly<Record<string, Check>> = {
  tier: anything,
  order: anything,
  selector: anything,
  types: listOf(oneOf('Ingress', 'Egress')),
  ingress: listOf(rule),
  egress: listOf(rule),
  doNotTrack: anything,
  preDNAT: anything,
  applyOnForward: anything,
  performanceHints: anything,
}

const policy = (spec: Readonly<Record<string, Check>>): Check =>
  fields({ apiVersion: anything, kind: anything, metadata: anything, spec: fields({ ...SPEC, ...spec }) }, [
    'metadata',
    'spec',
  ])

/** Fields that Calico does not know; those that it knows and that cannot be said are noted where they are read. */
export const checkCalicoPolicy = policy({ serviceAccountSelector: anything })
export const checkGlobalPolicy = policy({ serviceAccountSelector: anything, namespaceSelector: anything })

/** Fields of a rule that change what it is about when they are misread. */
export const CALICO_RULE_FIELDS: readonly string[] = [
  'action',
  'metadata',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'http',
  'source',
  'destination',
]
