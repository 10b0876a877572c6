import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { API_PREFIX } from '@flowgate/shared'
import { Router, static as serveFolder } from 'express'
import { nonceOf } from './security-headers.ts'

const page = (nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Flowgate API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="/api/docs/favicon-32x32.png">
<style nonce="${nonce}">body { margin: 0 } .swagger-ui .topbar { display: none }</style>
</head>
<body>
<div id="reference"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`

/** The session cookie goes along by itself, so that operations can be tried by whoever is signed in. */
const start = `SwaggerUIBundle({
  url: '${API_PREFIX}/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  syntaxHighlight: false,
})
`

const files = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'])

/** A browsable reference of the API, from files of an installed package: nothing is fetched from elsewhere. */
export const referenceRoutes = (): Router => {
  const router = Router()
  const require = createRequire(fileURLToPath(import.meta.url))
  const folder = dirname(require.resolve('swagger-ui-dist/package.json'))
  const serve = serveFolder(join(folder), { index: false, maxAge: '1h' })

  router.get('/api/docs', (_request, response) => {
    response
      .set('cache-control', 'no-store')
      .type('html')
      .send(page(nonceOf(response)))
  })
  router.get('/api/docs/start.js', (_request, response) => {
    response.set('cache-control', 'no-cache').type('js').send(start)
  })
  router.use('/api/docs', (request, response, next) => {
    if (files.has(request.path.slice(1))) serve(request, response, next)
    else next()
  })
  return router
}
