import type { WantedState } from '@flowgate/shared'

/** A revision, resolved against a version of the inventory. */
export interface Version {
  readonly revision: number
  readonly inventoryVersion: number
}

export const versionOf = ({ revision, inventoryVersion }: Version | WantedState): Version => ({
  revision,
  inventoryVersion,
})

/** Negative when `a` is older. Revisions count first: an inventory version only grows beside them. */
export const compareVersions = (a: Version, b: Version): number =>
  a.revision - b.revision || a.inventoryVersion - b.inventoryVersion

export const isOlder = (a: Version | null, b: Version): boolean => a === null || compareVersions(a, b) < 0

export const isSame = (a: Version | null, b: Version): boolean => a !== null && compareVersions(a, b) === 0
