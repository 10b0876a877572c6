import type { ImportSource } from '@flowgate/engine'

/** A Kubernetes or Calico object as it was parsed. */
export type Manifest = Readonly<Record<string, unknown>>

export const isManifest = (value: unknown): value is Manifest =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value that keys lead to; undefined where one is missing. */
export const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isManifest(inner) ? inner[key] : undefined), value)

export const textAt = (value: unknown, ...keys: readonly string[]): string => {
  const found = at(value, ...keys)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

export const listAt = (value: unknown, ...keys: readonly string[]): readonly unknown[] => {
  const found = at(value, ...keys)
  return Array.isArray(found) ? found : []
}

export const isCalico = (object: Manifest): boolean => textAt(object, 'apiVersion').includes('calico')

/** Lists taken apart; items of a `PodList` and the like need not say their kind. */
export function manifestsIn(value: unknown): readonly Manifest[] {
  if (Array.isArray(value)) return value.flatMap(manifestsIn)
  if (!isManifest(value)) return []
  const kind = textAt(value, 'kind')
  if (!kind.endsWith('List')) return [value]
  const own = kind.slice(0, -'List'.length)
  return listAt(value, 'items')
    .filter(isManifest)
    .flatMap((item) => manifestsIn(own === '' ? item : { apiVersion: value.apiVersion, kind: own, ...item }))
}

export const sourceOf = (value: unknown): ImportSource => ({ file: '', value, lineOf: () => null })
