import { stringify } from 'yaml'

/** One value as YAML, in the order of its fields, without `etag` and other bookkeeping. */
export const toYaml = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  const kept =
    typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'etag' && name !== 'change'))
      : value
  return stringify(kept, { lineWidth: 110 })
}
