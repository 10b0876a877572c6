import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readManifests } from '@flowgate/cli/src/documents/manifests.ts'
import type { ImportSource } from '@flowgate/engine'

/** Pages of the repository that the schemes name as if they were to be fetched: its tests are what lies here. */
const REPOSITORY =
  /^https:\/\/(?:github\.com\/IBM\/network-config-analyzer\/(?:tree|blob)|raw\.githubusercontent\.com\/IBM\/network-config-analyzer)\/[^/]+\/tests\//

const MANIFEST = /\.(ya?ml|json)$/i

/** One place or several, as a scheme writes them. */
export const placesIn = (written: unknown): readonly string[] =>
  (Array.isArray(written) ? written : [written]).filter((each) => typeof each === 'string' && each !== '')

/** Objects of the files at a place of a scheme: a file, the files of a folder, or with `**` all below it. */
export function sourcesAt(scheme: string, tests: string, place: string): readonly ImportSource[] {
  const isDeep = place.endsWith('**')
  const written = isDeep ? place.slice(0, -2) : place
  const path = REPOSITORY.test(written)
    ? join(tests, written.replace(REPOSITORY, ''))
    : resolve(dirname(scheme), written)
  if (!existsSync(path)) throw new Error(`there is nothing at \`${place}\``)
  if (!statSync(path).isDirectory()) return readManifests(path)
  return readdirSync(path, { recursive: isDeep, encoding: 'utf8' })
    .filter((name) => MANIFEST.test(name) && !name.includes('scheme') && statSync(join(path, name)).isFile())
    .sort()
    .flatMap((name) => readManifests(join(path, name)))
}
