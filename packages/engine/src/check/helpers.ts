import { parseAddressSpec } from '../model/address-spec.ts'
import type { Report } from './issue.ts'

export type Path = readonly (string | number)[]
export type Ids = ReadonlySet<string>

export const idsOf = (objects: readonly { readonly id: string }[]): Ids =>
  new Set(objects.map(({ id }) => id))

/** Empty ids, ids used twice, and, where names are unique too, names used twice. */
export function checkIdentity(
  report: Report,
  path: Path,
  objects: readonly { readonly id: string; readonly name?: string }[],
  unique: 'ids' | 'ids-and-names',
): void {
  const ids = new Map<string, number>()
  const names = new Map<string, number>()
  for (const [index, { id, name }] of objects.entries()) {
    if (id === '')
      report(
        'id_empty',
        [...path, index, 'id'],
        'the id is empty',
        'give every object an id of at least one character',
      )
    const first = ids.get(id)
    if (first === undefined) ids.set(id, index)
    else
      report(
        'id_duplicate',
        [...path, index, 'id'],
        `the id \`${id}\` is used twice`,
        `it is the id of \`${[...path, first].join('.')}\` too; give one of them another`,
      )
    if (unique === 'ids' || name === undefined) continue
    if (name === '')
      report(
        'name_empty',
        [...path, index, 'name'],
        'the name is empty',
        'give every object a name of at least one character',
      )
    const same = names.get(name)
    if (same === undefined) names.set(name, index)
    else
      report(
        'name_duplicate',
        [...path, index, 'name'],
        `the name \`${name}\` is used twice`,
        `it is the name of \`${[...path, same].join('.')}\` too; give one of them another`,
      )
  }
}

/** Each id must be known. `known` null = nothing to compare with. `code` is also the word for the kind: `group_unknown`. */
export function checkReferences(
  report: Report,
  path: Path,
  kind: string,
  ids: readonly string[],
  known: Ids | null,
): void {
  if (known === null) return
  for (const [index, id] of ids.entries()) {
    if (!known.has(id)) reportUnknown(report, [...path, index], kind, id)
  }
}

export function checkReference(
  report: Report,
  path: Path,
  kind: string,
  id: string | null,
  known: Ids,
): void {
  if (id !== null && !known.has(id)) reportUnknown(report, path, kind, id)
}

function reportUnknown(report: Report, path: Path, kind: string, id: string): void {
  report(
    `${kind.replaceAll(' ', '_')}_unknown`,
    path,
    `there is no ${kind} \`${id}\``,
    `use the id of a ${kind} that exists, or take the reference out`,
  )
}

export function checkAddressSpecs(report: Report, path: Path, specs: readonly string[]): void {
  for (const [index, spec] of specs.entries()) {
    const parsed = parseAddressSpec(spec)
    if (!parsed.ok) report(parsed.error.code, [...path, index], parsed.error.message, parsed.error.help)
  }
}

/** A whole number inside the limits, both inclusive. */
export const isWithin = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max
