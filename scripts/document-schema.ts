/** Writes the published JSON Schema of the Flowgate document from the contract: `pnpm schema`. */
import { writeFileSync } from 'node:fs'
import { documentJsonSchema } from '../packages/shared/src/index.ts'

writeFileSync(
  new URL('../schema/flowgate-v1.schema.json', import.meta.url),
  `${JSON.stringify(documentJsonSchema(), null, 2)}\n`,
)
