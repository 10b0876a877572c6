import { createHash } from 'node:crypto'
import {
  buildSnapshot,
  canonicalDocument,
  canonicalJson,
  checkDocument,
  type FlowgateDocument,
  type Snapshot,
} from '@flowgate/engine'
import { EXIT } from '../exit-codes.ts'
import { Failure, shortened } from '../failure.ts'
import { readFlowgateDocument } from './parse.ts'

/** Two documents ready to be compared: both policy sets on one inventory. */
export interface DocumentPair {
  readonly before: Snapshot
  readonly after: Snapshot
  /** Of the documents as they were given, in canonical form. */
  readonly hashes: { readonly before: string; readonly after: string }
}

const hashOf = (document: FlowgateDocument): string =>
  `sha256:${createHash('sha256')
    .update(canonicalJson(canonicalDocument(document)))
    .digest('hex')}`

/**
 * Where the inventories differ, both policy sets are looked at on the newer one: what a policy change does cannot be told from
 * what came and went.
 *
 * @throws Failure where the older policy set names what the newer inventory does not hold
 */
export const documentPair = async (
  before: string,
  after: string,
  note: (text: string) => void,
): Promise<DocumentPair> => {
  const [old, next] = [await readFlowgateDocument(before), await readFlowgateDocument(after)]
  const hashes = { before: hashOf(old), after: hashOf(next) }
  const [was, is] = [canonicalDocument(old), canonicalDocument(next)]
  if (canonicalJson(was.inventory) === canonicalJson(is.inventory))
    return { before: buildSnapshot(old), after: buildSnapshot(next), hashes }
  note('the inventories differ: both policy sets are compared on the inventory of --after')
  const moved = { ...old, inventory: next.inventory }
  const issues = checkDocument(moved)
  if (issues.length > 0)
    throw new Failure(
      EXIT.invalid,
      'the policy set of --before names what the inventory of --after does not hold',
      shortened(issues.map(({ message, help }) => (help === undefined ? message : `${message}; ${help}`))),
    )
  return { before: buildSnapshot(moved), after: buildSnapshot(next), hashes }
}
