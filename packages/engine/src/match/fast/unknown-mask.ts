import type { Unknown } from '../conditions.ts'

/** Three-valued in one number: 0 no, 1 yes, otherwise a mask of `UNKNOWN_BIT` that would have to be known. */
export type TruthMask = number

export const NO: TruthMask = 0
export const YES: TruthMask = 1

/** Bit 0 is taken by `YES`. */
export const UNKNOWN_BIT = { 'app-id': 2, fqdn: 4, process: 8, user: 16 } as const

export function unknownNames(mask: number): readonly Unknown[] {
  const names: Unknown[] = []
  for (const name of ['app-id', 'fqdn', 'process', 'user'] as const)
    if ((mask & UNKNOWN_BIT[name]) !== 0) names.push(name)
  return names
}
