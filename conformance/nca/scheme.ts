import { readManifests } from '@flowgate/cli/src/documents/manifests.ts'
import type { Cases } from '../support/report.ts'
import { type Config, fullName, isPolicy, notesAbout, withPolicies, writtenPolicy } from './config.ts'
import { placesIn, sourcesAt } from './files.ts'
import { assumedController, controllers, ingressPolicies } from './ingress.ts'
import { at, isManifest, listAt, type Manifest, manifestsIn, textAt } from './objects.ts'
import { endpointsIn, isTopology } from './pods.ts'
import { answer, KINDS } from './runner.ts'

/** The queries of one scheme file as cases. */
export function schemeCases(path: string, tests: string, file: string, cases: Cases): void {
  const scheme = readManifests(path)[0]?.value
  const objectsAt = (place: string): readonly Manifest[] =>
    sourcesAt(path, tests, place).flatMap(({ value }) => manifestsIn(value))
  const configs = configsOf(scheme, objectsAt)
  for (const entry of listAt(scheme, 'networkConfigList')) {
    const expected = at(entry, 'expectedError')
    if (typeof expected !== 'number') continue
    const name = textAt(entry, 'name')
    const places = placesIn(at(entry, 'networkPolicyList'))
    // nca refuses such a file; the importers read on and note what is wrong.
    cases.check(`${file} ${name} (${places.join(', ')})`, () => {
      const notes = notesAbout(configs(name), places.flatMap(objectsAt))
      return notes > 0 === expected > 0 ? [] : [`${notes} notes, expected ${expected > 0 ? 'some' : 'none'}`]
    })
  }
  for (const [index, query] of listAt(scheme, 'queries').entries()) {
    const expected = at(query, 'expected')
    const kind = KINDS.find((each) => at(query, each) !== undefined)
    if (kind === undefined || typeof expected !== 'number') continue
    const name = `${file} ${index + 1} ${textAt(query, 'name')} (${kind})`
    cases.check(name, () => {
      const byPod = at(query, 'outputConfiguration', 'outputEndpoints') === 'pods'
      const found = answer(
        kind,
        listAt(query, kind).map((each) => configs(String(each))),
        byPod,
      )
      return found === expected ? [] : [`${found}, expected ${expected}`]
    })
  }
}

/** Configurations by name, or by name and policy: `np1`, `np1/default/allow`, `np1/CalicoNetworkPolicy/default/allow`. */
function configsOf(
  scheme: unknown,
  objectsAt: (place: string) => readonly Manifest[],
): (name: string) => Config {
  const read = new Map<string, readonly Manifest[]>()
  const objectsIn = (written: unknown): readonly Manifest[] =>
    placesIn(written).flatMap((place) => {
      const known = read.get(place) ?? objectsAt(place)
      read.set(place, known)
      return known
    })
  const entries = new Map(listAt(scheme, 'networkConfigList').map((entry) => [textAt(entry, 'name'), entry]))
  const made = new Map<string, Config>()
  const whole = (name: string): Config => {
    const known = made.get(name)
    if (known !== undefined) return known
    const entry = entries.get(name)
    if (entry === undefined) throw new Error(`no configuration is called \`${name}\``)
    const config = configOf(name, entry, scheme, objectsIn)
    made.set(name, config)
    return config
  }
  return (written) => {
    const [name = '', ...path] = written.split('/')
    const config = whole(name)
    if (path.length === 0) return config
    const kind = path.length === 3 ? path.shift() : undefined
    const wanted = path.join('/')
    const found = config.policies.filter(
      (policy) =>
        (kind === undefined || policy.kind === kind) &&
        (fullName(policy) === wanted || policy.name === wanted),
    )
    const [first, ...more] = found.filter((policy) => fullName(policy) === wanted).concat(found)
    if (first === undefined) throw new Error(`no policy \`${wanted}\` in \`${name}\``)
    if (more.some((each) => each !== first)) throw new Error(`several policies \`${wanted}\` in \`${name}\``)
    return { ...withPolicies(config, [first]), name: written }
  }
}

function configOf(
  name: string,
  entry: unknown,
  scheme: unknown,
  objectsIn: (written: unknown) => readonly Manifest[],
): Config {
  const own = objectsIn(at(entry, 'resourceList'))
  const common = objectsIn(at(scheme, 'resourceList'))
  const isNamespace = (object: Manifest): boolean => textAt(object, 'kind') === 'Namespace'
  const first = (
    choices: readonly (readonly Manifest[])[],
    wanted: (object: Manifest) => boolean,
  ): readonly Manifest[] =>
    choices.map((objects) => objects.filter(wanted)).find((objects) => objects.length > 0) ?? []
  const namespaces = first(
    [objectsIn(at(entry, 'namespaceList')), own, objectsIn(at(scheme, 'namespaceList')), common],
    isNamespace,
  )
  const endpoints = first(
    [objectsIn(at(entry, 'podList')), own, objectsIn(at(scheme, 'podList')), common],
    isTopology,
  )
  const listed = at(entry, 'networkPolicyList')
  const written = listed === undefined ? own : [...objectsIn(listed), ...own]
  const ingresses = written.filter((object) => textAt(object, 'kind') === 'Ingress')
  const services = [
    ...objectsIn(at(entry, 'podList')),
    ...own,
    ...objectsIn(at(scheme, 'podList')),
    ...common,
  ]
  const isAssumed = ingresses.length > 0 && controllers(services).length === 0
  return {
    name,
    namespaces,
    endpoints: endpointsIn([...endpoints, ...(isAssumed ? [assumedController] : [])]),
    policies: written.filter((object) => isManifest(object) && isPolicy(object)).map(writtenPolicy),
    ingress: ingressPolicies(ingresses, services),
  }
}
