import type { Difference } from '../analyze/compare.ts'
import type { Connection } from '../analyze/connections.ts'

export const CERTIFICATE_VERSION = 'flowgate/difference-certificate/v1'

/**
 * What differs between two documents, region by region, for somebody who does not trust the program that found it:
 * `verifyCertificate` tries it against the reference evaluator, without any of the code that wrote it.
 */
export interface DifferenceCertificate {
  readonly version: typeof CERTIFICATE_VERSION
  /** Hashes of the two documents in canonical form. */
  readonly before: string
  readonly after: string
  /** Everything that fares differently; empty = nothing does. */
  readonly regions: readonly CertifiedRegion[]
}

export type CertifiedRegion = Pick<
  Difference,
  'kind' | 'before' | 'after' | 'sources' | 'destinations' | 'conditions' | 'witness'
> & { readonly services: 'all' | readonly Connection[] }

/** @param hash of a document's canonical text, by whatever function the reader knows too */
export function differenceCertificate(
  hashes: { readonly before: string; readonly after: string },
  differences: readonly Difference[],
): DifferenceCertificate {
  return {
    version: CERTIFICATE_VERSION,
    before: hashes.before,
    after: hashes.after,
    regions: differences.map(
      ({ kind, before, after, sources, destinations, services, conditions, witness }) => ({
        kind,
        before,
        after,
        sources,
        destinations,
        services,
        conditions,
        witness,
      }),
    ),
  }
}
