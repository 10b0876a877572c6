import { spawn } from 'node:child_process'
import { root } from './root.mjs'

/** A step of a script that failed; its output has been shown. */
export class StepFailed extends Error {
  /** @param {string} step @param {number} code */
  constructor(step, code) {
    super(`could not ${step} (exit code ${code})`)
    this.code = code
  }
}

const seconds = (/** @type {number} */ since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/**
 * Runs a command quietly: one line when it begins, one when it ends, its output only if it fails.
 * @param {string} step what is done, as in "could not STEP"
 * @param {string} file
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string, show?: boolean }} [options]
 */
export const run = async (step, file, args, { env = {}, cwd = root, show = false } = {}) => {
  const began = Date.now()
  console.log(`  ${step} ...`)
  const reminder = setInterval(() => console.log(`  ${step} ... ${seconds(began)}`), 15_000)
  try {
    const { code, output } = await new Promise((resolve, reject) => {
      const child = spawn(file, args, {
        cwd,
        env: { ...process.env, NO_COLOR: '1', ...env },
        stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      })
      /** @type {Buffer[]} */
      const chunks = []
      child.stdout?.on('data', (chunk) => chunks.push(chunk))
      child.stderr?.on('data', (chunk) => chunks.push(chunk))
      child.on('error', reject)
      child.on('close', (exit, signal) =>
        resolve({ code: exit ?? (signal ? 1 : 0), output: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    if (code !== 0) {
      process.stderr.write(output)
      throw new StepFailed(step, code)
    }
    console.log(`  ${step}: ${seconds(began)}`)
    return output
  } finally {
    clearInterval(reminder)
  }
}
