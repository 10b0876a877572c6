/**
 * `npm start`: from a fresh clone to a running Flowgate. Installs, generates and builds what has changed since the
 * last start, then runs the Manager in this process. Needs only Node and, the first time, the package registry.
 */
const wanted = [20, 19]
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  console.error(
    `Flowgate needs Node ${wanted.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).`,
  )
  process.exit(1)
}

const extra = process.argv.slice(2)
if (extra.length > 0) {
  console.error(
    `npm start takes no arguments, and got \`${extra.join(' ')}\`. Its settings are environment variables: the README lists them.`,
  )
  process.exit(1)
}

const { install } = await import('./lib/install.mjs')
const { StepFailed } = await import('./lib/run.mjs')
const { pathToFileURL } = await import('node:url')
const { join } = await import('node:path')
const { root } = await import('./lib/root.mjs')

const interrupted = () => process.exit(130)
process.once('SIGINT', interrupted)
try {
  if (await install()) console.log('  installed')
  const { buildAll } = await import('./lib/build.mjs')
  await buildAll()
} catch (error) {
  console.error(error instanceof StepFailed ? `\n${error.message}` : error)
  process.exit(1)
}
// From here the Manager has its own, orderly way to stop.
process.off('SIGINT', interrupted)
// npm does not pass SIGTERM on: when it is killed, this process would stay behind with the port and the data.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 300)
  watch.unref()
}
process.setSourceMapsEnabled(true)
await import(pathToFileURL(join(root, 'apps/api/dist/main.js')).href)
