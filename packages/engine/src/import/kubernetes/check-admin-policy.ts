import { checkSelector } from './check-network-policy.ts'
import { anything, type Check, fields, listOf, oneOf, text } from './checks.ts'

/* AdminNetworkPolicy and BaselineAdminNetworkPolicy, v1alpha1 of policy.networking.k8s.io. */

const pods = fields({ namespaceSelector: checkSelector, podSelector: checkSelector })

const peer = fields({
  namespaces: checkSelector,
  pods,
  networks: listOf(text()),
  nodes: checkSelector,
  domainNames: listOf(text()),
})

const port = fields({ portNumber: anything, portRange: anything, namedPort: text() })

const rule = (peers: 'from' | 'to', actions: readonly string[]): Check =>
  fields({ name: text(), action: oneOf(...actions), [peers]: listOf(peer), ports: listOf(port) }, [
    'action',
    peers,
  ])

const policy = (actions: readonly string[], required: readonly string[]): Check =>
  fields(
    {
      apiVersion: anything,
      kind: anything,
      metadata: anything,
      spec: fields(
        {
          priority: anything,
          subject: fields({ namespaces: checkSelector, pods }),
          ingress: listOf(rule('from', actions)),
          egress: listOf(rule('to', actions)),
        },
        ['subject', ...required],
      ),
      status: anything,
    },
    ['spec'],
  )

/** What an API server would refuse, or drop without a word. */
export const checkAdminPolicy = policy(['Allow', 'Deny', 'Pass'], ['priority'])
export const checkBaselinePolicy = policy(['Allow', 'Deny'], [])
