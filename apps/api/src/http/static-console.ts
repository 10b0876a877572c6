import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { type RequestHandler, Router } from 'express'
import { nonceOf } from './security-headers.ts'
import { acceptedEncoding, compress, type Encoding } from './send.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}
const compressible = /text|javascript|json|svg/
/** Vite puts a hash of the content into these names. */
const hashed = /^\/assets\/.*-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/

interface Asset {
  readonly path: string
  readonly type: string
  readonly data: Buffer
  readonly etag: string
  readonly encoded: Map<Encoding, Promise<Buffer>>
}

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

const load = async (folder: string): Promise<Map<string, Asset>> => {
  const assets = new Map<string, Asset>()
  for (const file of await filesBelow(folder)) {
    const path = `/${relative(folder, file).split(sep).join('/')}`
    const data = await readFile(file)
    const etag = `"${createHash('sha256').update(data).digest('base64url').slice(0, 22)}"`
    const type = types[extname(file).toLowerCase()] ?? 'application/octet-stream'
    assets.set(path, { path, type, data, etag, encoded: new Map() })
  }
  for (const [suffix, encoding] of [
    ['.br', 'br'],
    ['.gz', 'gzip'],
  ] as const)
    for (const [path, asset] of assets)
      if (path.endsWith(suffix))
        assets.get(path.slice(0, -suffix.length))?.encoded.set(encoding, Promise.resolve(asset.data))
  return assets
}

/** Made by the build beforehand, or once on the first request, then kept. */
const encodedForm = (asset: Asset, encoding: Encoding): Promise<Buffer> => {
  const known = asset.encoded.get(encoding)
  if (known) return known
  const made = compress(asset.data, encoding, 'once')
  asset.encoded.set(encoding, made)
  return made
}

const answerAsset =
  (asset: Asset): RequestHandler =>
  async (request, response) => {
    const cache = hashed.test(asset.path) ? 'public, max-age=31536000, immutable' : 'no-cache'
    response.set({
      'content-type': asset.type,
      'cache-control': cache,
      etag: asset.etag,
      vary: 'Accept-Encoding',
    })
    if (request.headers['if-none-match'] === asset.etag) {
      response.status(304).end()
      return
    }
    const encoding = compressible.test(asset.type)
      ? acceptedEncoding(request.headers['accept-encoding'])
      : null
    if (encoding === null) {
      response.end(asset.data)
      return
    }
    response.set('content-encoding', encoding)
    response.end(await encodedForm(asset, encoding))
  }

/**
 * The built console from memory. Any other address that a browser opens is one of the console's own pages and gets
 * `index.html`, with the nonce of this answer's content security policy in it. A console that is not built answers nothing.
 */
export const staticConsole = async (folder: string): Promise<Router> => {
  const router = Router()
  if (!existsSync(join(folder, 'index.html'))) return router
  const assets = await load(folder)
  const page = readFileSync(join(folder, 'index.html'), 'utf8')

  const answerPage: RequestHandler = async (request, response) => {
    const nonce = nonceOf(response)
    const meta = `<meta property="csp-nonce" nonce="${nonce}">`
    const html = page.includes('__CSP_NONCE__')
      ? page.replaceAll('__CSP_NONCE__', nonce)
      : page.replace('<head>', `<head>${meta}`)
    response.set({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      vary: 'Accept-Encoding',
    })
    const encoding = acceptedEncoding(request.headers['accept-encoding'])
    if (encoding === null) {
      response.end(html)
      return
    }
    response.set('content-encoding', encoding)
    response.end(await compress(Buffer.from(html), encoding, 'live'))
  }

  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    if (request.path === '/api' || request.path.startsWith('/api/')) return next()
    const asset = request.path === '/index.html' ? undefined : assets.get(request.path)
    if (asset) return answerAsset(asset)(request, response, next)
    const wantsPage = String(request.headers.accept ?? '').includes('text/html') || request.path === '/'
    const missingFile = request.path.startsWith('/assets/') || extname(request.path) in types
    return wantsPage && !missingFile ? answerPage(request, response, next) : next()
  })
  return router
}
