import { type FlowgateDocument, importCalico, importKubernetes, resolveGroups } from '@flowgate/engine'
import { isCalico, type Manifest, sourceOf, textAt } from './objects.ts'

/** A policy of a configuration, as it was written. */
export interface WrittenPolicy {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly object: Manifest
}

/** Namespaces and endpoints with the policies that apply to them. */
export interface Config {
  readonly name: string
  readonly namespaces: readonly Manifest[]
  readonly endpoints: readonly Manifest[]
  readonly policies: readonly WrittenPolicy[]
  /** A layer of their own, which must let a connection through as well. */
  readonly ingress: readonly WrittenPolicy[]
}

export type Direction = 'in' | 'out'

const POLICIES: ReadonlySet<string> = new Set(['NetworkPolicy', 'GlobalNetworkPolicy', 'Profile'])
export const isPolicy = (object: Manifest): boolean => POLICIES.has(textAt(object, 'kind'))

export function writtenPolicy(object: Manifest): WrittenPolicy {
  const kind = textAt(object, 'kind')
  const namespace = kind === 'NetworkPolicy' ? textAt(object, 'metadata', 'namespace') || 'default' : ''
  return {
    kind: isCalico(object) ? `Calico${kind}` : `K8s${kind}`,
    namespace,
    name: textAt(object, 'metadata', 'name'),
    object,
  }
}

/** Without a namespace for what has none. */
export const fullName = ({ namespace, name }: WrittenPolicy): string =>
  namespace === '' ? name : `${namespace}/${name}`

/** The configuration with these policies and no Ingress. */
export const withPolicies = (config: Config, policies: readonly WrittenPolicy[]): Config => ({
  ...config,
  policies,
  ingress: [],
})

export const withoutIngress = (config: Config): Config => withPolicies(config, config.policies)

/** How many things about these objects an importer had to note. */
export function notesAbout({ namespaces, endpoints }: Config, objects: readonly Manifest[]): number {
  const read = objects.some(isCalico) ? importCalico : importKubernetes
  const about = objects.map((object) => ({ ...sourceOf(object), file: 'policy' }))
  const { gaps } = read([...[...namespaces, ...endpoints].map(sourceOf), ...about])
  return gaps.filter(({ file }) => file === 'policy').length
}

/** The configuration as a document: endpoints of which nothing is said beyond their labels and ports. */
export function documentOf({ namespaces, endpoints, policies }: Config): FlowgateDocument {
  const sources = [...namespaces, ...endpoints, ...policies.map(({ object }) => object)].map(sourceOf)
  const read = [...endpoints, ...policies.map(({ object }) => object)].some(isCalico)
    ? importCalico
    : importKubernetes
  return read(sources, { ipv6: true }).document
}

/** `ID DIRECTION` of every endpoint that some policy selects in a direction. */
export function capturedIn(document: FlowgateDocument): ReadonlySet<string> {
  const resolution = resolveGroups(document)
  const captured = new Set<string>()
  for (const { appliedTo, rules } of document.policies)
    for (const rule of rules)
      for (const group of rule.appliedTo.length > 0 ? rule.appliedTo : appliedTo)
        for (const id of resolution.memberIds(group)) captured.add(`${id} ${rule.direction}`)
  return captured
}
