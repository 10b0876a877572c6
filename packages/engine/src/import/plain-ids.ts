import type { Endpoints, FlowgateDocument, Policy, SecurityGroup } from '../model/document.ts'

/** What an id may be in a document: see docs/document.md. */
const LONGEST = 128

/**
 * The document with every id in the letters an id may have, references included. Importers name objects by what they are
 * called where they come from (`shop/web[Deployment]`, `/infra/services/HTTP`); this makes `shop-web-Deployment` of it, and numbers
 * what would become equal.
 */
export function withPlainIds(document: FlowgateDocument): FlowgateDocument {
  const { inventory } = document
  const segments = renamer(inventory.segments)
  const workloads = renamer(inventory.workloads)
  const groups = renamer(document.groups)
  const services = renamer(document.services)
  const profiles = renamer(document.contextProfiles)
  const policies = renamer(document.policies)
  const rules = renamer(document.policies.flatMap((policy) => policy.rules))
  const side = (endpoints: Endpoints): Endpoints => ({ ...endpoints, groups: endpoints.groups.map(groups) })
  return {
    ...document,
    inventory: {
      ...inventory,
      segments: inventory.segments.map((each) => ({ ...each, id: segments(each.id) })),
      workloads: inventory.workloads.map((each) => {
        const vnics = renamer(each.vnics)
        return {
          ...each,
          id: workloads(each.id),
          vnics: each.vnics.map((vnic) => ({
            ...vnic,
            id: vnics(vnic.id),
            segment: vnic.segment === null ? null : segments(vnic.segment),
          })),
        }
      }),
    },
    groups: document.groups.map(
      (each): SecurityGroup => ({
        ...each,
        id: groups(each.id),
        members: {
          ...each.members,
          workloads: each.members.workloads.map(workloads),
          segments: each.members.segments.map(segments),
          groups: each.members.groups.map(groups),
        },
      }),
    ),
    services: document.services.map((each) => ({
      ...each,
      id: services(each.id),
      services: each.services.map(services),
    })),
    contextProfiles: document.contextProfiles.map((each) => ({ ...each, id: profiles(each.id) })),
    policies: document.policies.map(
      (policy): Policy => ({
        ...policy,
        id: policies(policy.id),
        appliedTo: policy.appliedTo.map(groups),
        rules: policy.rules.map((rule) => ({
          ...rule,
          id: rules(rule.id),
          sources: side(rule.sources),
          destinations: side(rule.destinations),
          services: { ...rule.services, services: rule.services.services.map(services) },
          contextProfiles: rule.contextProfiles.map(profiles),
          appliedTo: rule.appliedTo.map(groups),
        })),
      }),
    ),
  }
}

/** New ids for these objects; an id of none of them stays, and is an error of the document as before. */
function renamer(objects: readonly { readonly id: string }[]): (id: string) => string {
  const plain = new Map<string, string>()
  const taken = new Set<string>()
  const nextNumber = new Map<string, number>()
  // Ids that are plain already keep theirs, whatever the others would become.
  const sorted = [...objects].sort(
    (a, b) => Number(plainText(a.id) !== a.id) - Number(plainText(b.id) !== b.id),
  )
  for (const { id } of sorted) {
    if (plain.has(id)) continue
    const wanted = plainText(id)
    let free = wanted
    for (let number = nextNumber.get(wanted) ?? 2; taken.has(free); number += 1) {
      nextNumber.set(wanted, number + 1)
      const suffix = `-${number}`
      free = `${wanted.slice(0, LONGEST - suffix.length)}${suffix}`
    }
    taken.add(free)
    plain.set(id, free)
  }
  return (id) => plain.get(id) ?? id
}

const plainText = (id: string): string =>
  id
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/(?<!-)-+$/, '')
    .slice(0, LONGEST) || 'unnamed'
