import type { Entity } from '../../../lib/entity-sources.ts'

const BUCKET: Readonly<Record<string, string>> = {
  external: 'External',
  unknown: 'Unknown',
  uncategorized: 'Uncategorized',
}

/** A selector for a reader: `app:shop` → `shop`, `tier:shop/web` → `shop / web`. */
export const selectorName = (selector: string): string => {
  const at = selector.indexOf(':')
  const rest = selector.slice(at + 1)
  const kind = selector.slice(0, at)
  if (kind === 'bucket') return BUCKET[rest] ?? rest
  if (kind === 'tier') return rest.replace('/', ' / ')
  return rest
}

/** A typed address or CIDR as a selector; null for anything else. The Manager checks its meaning. */
export const addressSelector = (text: string): Entity | null =>
  /^[0-9a-f.:]*[.:][0-9a-f.:]*(\/\d{1,3})?$/i.test(text) ? { id: `addr:${text}`, name: text } : null
