import type { WrittenPolicy } from './config.ts'
import { at, isManifest, listAt, type Manifest, textAt } from './objects.ts'

/*
 * nca reads an Ingress as a promise of its controller: the pods behind a service called `ingress-nginx` send nothing but what an
 * Ingress forwards to its backends. That is what a NetworkPolicy for egress says, so it becomes one, in a layer of its own.
 */

const CONTROLLER = 'ingress-nginx'

/** The controller that nca takes to be there where an Ingress is and no controller. */
export const assumedController: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'assumed-controller', namespace: CONTROLLER, labels: { app: CONTROLLER } },
  spec: {},
}

interface Selected {
  readonly namespace: string
  readonly labels: unknown
}

const namespaceOf = (object: Manifest): string => textAt(object, 'metadata', 'namespace') || 'default'

const selectedBy = (service: Manifest): Selected | null => {
  const labels = at(service, 'spec', 'selector')
  return labels === undefined ? null : { namespace: namespaceOf(service), labels }
}

/** The services among the objects whose pods are controllers. */
export const controllers = (objects: readonly Manifest[]): readonly Selected[] =>
  objects
    .filter(
      (object) =>
        textAt(object, 'kind') === 'Service' && textAt(object, 'metadata', 'name').includes(CONTROLLER),
    )
    .flatMap((service) => selectedBy(service) ?? [])

/** What all these Ingresses let their controllers do; none where they lead nowhere. */
export function ingressPolicies(
  ingresses: readonly Manifest[],
  services: readonly Manifest[],
): readonly WrittenPolicy[] {
  const egress = ingresses.flatMap((ingress) => backendsOf(ingress, services))
  const found = controllers(services)
  const selected: readonly Selected[] =
    found.length > 0 ? found : [{ namespace: CONTROLLER, labels: { app: CONTROLLER } }]
  if (egress.length === 0) return []
  return selected.map(({ namespace, labels }, index) => {
    const name = `controller-${index + 1}`
    return {
      kind: 'K8sIngress',
      namespace,
      name,
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace },
        spec: { podSelector: { matchLabels: labels }, policyTypes: ['Egress'], egress },
      },
    }
  })
}

/** Egress rules to the pods behind each service that the Ingress names, at the port that they listen on. */
function backendsOf(ingress: Manifest, services: readonly Manifest[]): readonly unknown[] {
  const spec = at(ingress, 'spec')
  const paths = listAt(spec, 'rules').flatMap((rule) => listAt(rule, 'http', 'paths'))
  return [at(spec, 'defaultBackend'), ...paths.map((path) => at(path, 'backend'))].flatMap((backend) => {
    const name = textAt(backend, 'service', 'name')
    const service = services.find(
      (each) =>
        textAt(each, 'kind') === 'Service' &&
        textAt(each, 'metadata', 'name') === name &&
        namespaceOf(each) === namespaceOf(ingress),
    )
    const selected = service === undefined ? null : selectedBy(service)
    if (service === undefined || selected === null) return []
    const wanted = at(backend, 'service', 'port')
    const port = listAt(service, 'spec', 'ports').find(
      (each) =>
        isManifest(each) &&
        (each.port === at(wanted, 'number') || (each.name !== undefined && each.name === at(wanted, 'name'))),
    )
    const target = at(port, 'targetPort') ?? at(port, 'port')
    return [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': selected.namespace } },
            podSelector: { matchLabels: selected.labels },
          },
        ],
        ports: [{ protocol: 'TCP', port: target }],
      },
    ]
  })
}
