import { isWithinBlock } from '../invented-addresses.ts'
import type { SourceNode } from '../source.ts'
import { anything, type Check, fields, listOf, oneOf, text } from './checks.ts'

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const LABEL_KEY =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

const labelValue = text(LABEL_VALUE, "label's value")
const labelKey = text(LABEL_KEY, "label's key")

const labels: Check = (node) => {
  for (const [key, value] of node.entries()) {
    if (!LABEL_KEY.test(key)) value.gap(`\`${key}\` is no label's key`)
    labelValue(value)
  }
}

const expression: Check = (node) => {
  fields(
    {
      key: labelKey,
      operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: listOf(labelValue),
    },
    ['key', 'operator'],
  )(node)
  const isOfValues = ['In', 'NotIn'].includes(String(node.get('operator').value))
  const count = Array.isArray(node.get('values').value) ? node.get('values').items().length : 0
  if (!isOfValues && count > 0) node.get('values').gap('this operator takes no values')
}

export const checkSelector: Check = fields({ matchLabels: labels, matchExpressions: listOf(expression) })

const ipBlock: Check = (node) => {
  fields({ cidr: text(), except: listOf(text()) }, ['cidr'])(node)
  const cidr = node.get('cidr').value
  if (typeof cidr !== 'string' || !Array.isArray(node.get('except').value)) return
  for (const hole of node.get('except').items())
    if (typeof hole.value === 'string' && isWithinBlock(hole.value, cidr) === false)
      hole.gap(`\`${hole.value}\` is not inside \`${cidr}\``)
}

const peer: Check = (node) => {
  fields({ podSelector: checkSelector, namespaceSelector: checkSelector, ipBlock })(node)
  const hasSelector = !node.get('podSelector').absent || !node.get('namespaceSelector').absent
  if (hasSelector && !node.get('ipBlock').absent)
    node.get('ipBlock').gap('an `ipBlock` stands alone; the peer is read as this block')
}

const portNumber = (node: SourceNode, what: string): void => {
  const { value } = node
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65_535)
    node.gap(`\`${String(value)}\` is no ${what}; wanted is a number from 1 to 65535`)
}

const port: Check = (node) => {
  fields({
    protocol: oneOf('TCP', 'UDP', 'SCTP'),
    port: (each) => {
      if (typeof each.value === 'string') text(PORT_NAME, "port's name")(each)
      else portNumber(each, 'port')
    },
    endPort: (each) => portNumber(each, 'port'),
  })(node)
  const endPort = node.get('endPort')
  if (!endPort.absent && typeof node.get('port').value !== 'number')
    endPort.gap('`endPort` needs a number as `port`')
}

const spec: Check = (node) => {
  fields(
    {
      podSelector: checkSelector,
      policyTypes: listOf(oneOf('Ingress', 'Egress')),
      ingress: listOf(fields({ from: listOf(peer), ports: listOf(port) })),
      egress: listOf(fields({ to: listOf(peer), ports: listOf(port) })),
    },
    ['podSelector'],
  )(node)
  const types = node.get('policyTypes')
  const written = Array.isArray(types.value) ? types.items().map((each) => each.value) : []
  for (const [type, list] of [
    ['Ingress', 'ingress'],
    ['Egress', 'egress'],
  ] as const)
    if (written.length > 0 && !written.includes(type) && !node.get(list).absent)
      node.get(list).gap(`\`policyTypes\` does not hold \`${type}\`; these rules have no effect`)
}

/** Fields of any object's metadata that say nothing about traffic. */
const METADATA: Readonly<Record<string, Check>> = Object.fromEntries(
  [
    'name',
    'namespace',
    'labels',
    'annotations',
    'uid',
    'resourceVersion',
    'generation',
    'generateName',
    'selfLink',
    'clusterName',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'finalizers',
    'managedFields',
    'ownerReferences',
  ].map((key) => [key, anything]),
)

/** Everything about a NetworkPolicy that an API server would refuse, or that has no effect. */
export const checkNetworkPolicy: Check = fields(
  {
    apiVersion: oneOf('networking.k8s.io/v1', 'extensions/v1beta1'),
    kind: anything,
    metadata: fields(
      {
        ...METADATA,
        name: text(SUBDOMAIN, 'name of an object'),
        namespace: text(LABEL, 'name of a namespace'),
      },
      ['name'],
    ),
    spec,
    status: anything,
  },
  ['metadata', 'spec'],
)
