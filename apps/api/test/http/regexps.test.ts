import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createContext, Script } from 'node:vm'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/*
 * Every regular expression that stands in the code, against texts made to send it back and forth. What takes time that grows
 * with the square of its input (or worse) would let one request hold up all others.
 */

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const FOLDERS = ['apps/api/src', 'packages/shared/src', 'packages/engine/src']

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'generated') return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : entry.name.endsWith('.ts') ? [path] : []
  })

interface Found {
  readonly place: string
  readonly literal: string
}
const regexpsOf = (path: string): Found[] => {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.pos)
      found.push({ place: `${path.slice(root.length)}:${line + 1}`, literal: node.text })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const LENGTH = 100_000
const MOST_MS = 1_000

/** Runs of what the expression may repeat, behind what it begins with, before what it does not end with. */
const hostileTexts = (literal: string): string[] => {
  const pattern = literal.slice(1, literal.lastIndexOf('/'))
  const plain = pattern.replace(/\\[a-z]|[\\^$()?+*[\]{}|]/gi, ' ').split(' ')
  const words = [...new Set(plain.filter((word) => word !== '' && word.length < 30))].slice(0, 12)
  const runs = [
    ...new Set([
      ...' \t\n-aA0_."\'\\:;,=#/*[({<',
      ...words,
      'a ',
      'a.',
      '1,',
      '\\"',
      '0a',
      'aa-',
      '::',
      '" ',
    ]),
  ]
  const heads = ['', ...words.slice(0, 6), words.join('')]
  return heads.flatMap((head) =>
    runs.flatMap((run) => {
      const long = run.repeat(Math.ceil(LENGTH / run.length))
      return [`${head}${long}\u0000`, `${head}${long}\n`, `x${long}x`]
    }),
  )
}

/** The first text that takes too long; the engine looks at the clock when it goes back, so it can be stopped. */
const slowText = (literal: string): string | null => {
  const context = createContext({ text: '' })
  const script = new Script(
    /\/[a-xz]*g[a-xz]*$/.test(literal)
      ? `[...text.matchAll(new RegExp(${literal}, 'g'))].length`
      : `${literal}.exec(text)`,
  )
  for (const text of hostileTexts(literal)) {
    context.text = text
    try {
      script.runInContext(context, { timeout: MOST_MS })
    } catch (error) {
      // Of the other context's class.
      if ((error as Partial<NodeJS.ErrnoException>).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        return `${JSON.stringify(text.slice(0, 40))}…`
      throw error
    }
  }
  return null
}

describe('regular expressions', () => {
  const all = FOLDERS.flatMap((folder) => filesIn(join(root, folder)).flatMap(regexpsOf))
  const unique = [...new Map(all.map((found) => [found.literal, found])).values()]

  it('are found at all', () => {
    for (const folder of FOLDERS) expect(all.some(({ place }) => place.startsWith(folder))).toBe(true)
    expect(unique.length).toBeGreaterThan(40)
  })

  it('would be caught if they were slow', () => {
    expect(slowText('/^(a+)+$/')).not.toBeNull()
    expect(slowText('/-+$/')).not.toBeNull()
  })

  it.each(unique)(
    '$literal in $place takes time that grows with the text',
    { timeout: 120_000 },
    ({ literal }) => {
      expect(slowText(literal)).toBeNull()
    },
  )
})
