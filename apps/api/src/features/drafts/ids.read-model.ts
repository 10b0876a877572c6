import { wellKnownServiceIds } from '@flowgate/engine'
import { AppError } from '@flowgate/shared'
import type { PolicyContent } from './content.read-model.ts'
import type { ObjectKind } from './objects.read-model.ts'

const MAX_LENGTH = 120

/** Letters, digits, dots, dashes and underscores of a name; blanks become dashes, accents are dropped. */
export const slugOf = (name: string, otherwise: string): string => {
  const slug = name
    .normalize('NFKD')
    .replace(/\s+/g, '-')
    .replace(/[^A-Za-z0-9._-]/g, '')
    .replace(/-{2,}/g, '-')
    .replace(/-$/, '')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_LENGTH)
  return slug === '' ? otherwise : slug
}

const isTaken = (content: PolicyContent, kind: ObjectKind, id: string): boolean =>
  content.get(kind, id) !== undefined || (kind === 'service' && wellKnownServiceIds.has(id))

/**
 * The id that was asked for, or one made from the name: `-2`, `-3` follow where it is taken. Depends on the set and the
 * name only, so that the same steps give the same ids, and with them the same revision hash.
 * @throws AppError `id_taken`
 */
export const newId = (
  content: PolicyContent,
  kind: Exclude<ObjectKind, 'rule' | 'settings'>,
  name: string,
  wanted?: string,
): string => {
  if (wanted !== undefined) {
    if (isTaken(content, kind, wanted)) throw idTaken(wanted, 'body.id')
    return wanted
  }
  const slug = slugOf(name, kind)
  if (!isTaken(content, kind, slug)) return slug
  for (let n = 2; ; n += 1) if (!isTaken(content, kind, `${slug}-${n}`)) return `${slug}-${n}`
}

export const idTaken = (id: string, field: string): AppError =>
  new AppError('id_taken', {
    detail: `the id \`${id}\` is in use`,
    errors: [
      {
        field,
        message: 'is the id of another object',
        received: id,
        help: 'choose another, or leave it out',
      },
    ],
  })

/**
 * Ids for `count` rules of a policy: `POLICY-N`, above every number that the draft or its base ever used, so that a new
 * rule never inherits the hits of a deleted one.
 */
export const newRuleIds = (
  contents: readonly PolicyContent[],
  policyId: string,
  count: number,
): readonly string[] => {
  const prefix = `${policyId.slice(0, MAX_LENGTH)}-`
  let last = 0
  for (const content of contents) {
    for (const id of content.all('rule').keys()) {
      if (!id.startsWith(prefix)) continue
      const number = Number(id.slice(prefix.length))
      if (Number.isSafeInteger(number) && number > last) last = number
    }
  }
  return Array.from({ length: count }, (_, index) => `${prefix}${last + 1 + index}`)
}
