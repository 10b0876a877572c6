import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const succeeds = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0

/**
 * Installs what librte_acl needs (Debian's packages, as root) where it is missing, and compiles its harness into `folder`.
 *
 * @returns the program, or why there is none
 */
export const setUpLibrteAcl = (
  folder: string,
): { readonly program: string } | { readonly missing: string } => {
  const isThere = () => succeeds('gcc', '--version') && succeeds('pkg-config', '--exists', 'libdpdk')
  if (!isThere()) {
    if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
      return {
        missing:
          'librte_acl needs gcc, pkg-config and libdpdk-dev; as root on Debian they are installed here',
      }
    const packages = ['gcc', 'libc6-dev', 'pkg-config', 'libdpdk-dev']
    const installed =
      succeeds('apt-get', 'update') &&
      succeeds('apt-get', 'install', '-y', '--no-install-recommends', ...packages) &&
      isThere()
    if (!installed) return { missing: `apt-get could not install ${packages.join(', ')}` }
  }
  const source = fileURLToPath(new URL('../peers/librte-acl.c', import.meta.url))
  const program = join(folder, 'librte-acl')
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libdpdk'], { encoding: 'utf8' })
  execFileSync('gcc', ['-O3', '-march=native', '-o', program, source, ...flags.trim().split(/\s+/)])
  return { program }
}

export const librteVersion = (): string =>
  execFileSync('pkg-config', ['--modversion', 'libdpdk'], { encoding: 'utf8' }).trim()
