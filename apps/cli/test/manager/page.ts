import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const page = readFileSync(fileURLToPath(new URL('../../../../docs/cli.md', import.meta.url)), 'utf8')

/** The lines of the first fenced block below a heading of docs/cli.md, as a reader would type them. */
export const commandsUnder = (heading: string): readonly string[] => {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))
  const block = section?.match(/^```\n(.*?)^```$/ms)?.[1]
  if (block === undefined) throw new Error(`docs/cli.md has no commands under "${heading}"`)
  return block
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, ''))
    .filter((line) => line !== '')
}
