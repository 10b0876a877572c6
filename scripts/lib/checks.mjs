import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { bin, root } from './root.mjs'

const script =
  (/** @type {string} */ name, /** @type {string[]} */ ...args) =>
  () => [process.execPath, join(root, 'scripts', name), ...args]

/**
 * Everything that is checked without running the product; each counts as one test.
 * @type {{ name: string, command: () => string[] }[]}
 */
export const checks = [
  { name: 'types', command: script('typecheck.mjs') },
  { name: 'lint and format', command: () => [bin('biome'), 'ci', '--colors=off', '--max-diagnostics=60'] },
  { name: 'import rules', command: script('check-imports.mjs') },
  { name: 'unused files, exports and dependencies', command: () => [bin('knip'), '--no-progress'] },
  { name: 'schema and migrations', command: () => [bin('tsx'), join(root, 'scripts/migration.ts'), 'check'] },
]

/**
 * Runs one check; says nothing but its outcome unless it fails.
 * @param {{ name: string, command: () => string[] }} check
 * @returns {Promise<boolean>} whether it passed
 */
export const runCheck = async ({ name, command }) => {
  const began = Date.now()
  const [file = '', ...args] = command()
  /** @type {{ code: number | null, output: string }} */
  const { code, output } = await new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.stderr.on('data', (chunk) => {
      text += chunk
    })
    child.on('error', reject)
    child.on('close', (exit) => resolve({ code: exit, output: text }))
  })
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'pass' : 'FAIL'}  ${name} (${seconds} s)`)
  if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '      '))
  return code === 0
}
