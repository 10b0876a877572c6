import { randomBytes } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'

/** Of this answer's content security policy; set by `securityHeaders`. */
export const nonceOf = (response: Response): string => String(response.locals.nonce)

/**
 * Everything comes from our own origin. Style elements need the answer's nonce (the code editor makes some); style
 * attributes are allowed, since chart tooltips are built from markup. Scripts are only ever files.
 */
export const securityHeaders = (options: { https: boolean }): RequestHandler[] => [
  (_request, response, next) => {
    response.locals.nonce = randomBytes(16).toString('base64')
    next()
  },
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'script-src-attr': ["'none'"],
        'style-src': [
          "'self'",
          (_request, response) => `'nonce-${String(Reflect.get(response, 'locals').nonce)}'`,
        ],
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'worker-src': ["'self'", 'blob:'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(options.https ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    // Told over plain HTTP it is ignored anyway, and on localhost it would lock out other programs' ports.
    strictTransportSecurity: options.https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  }),
  (_request, response, next) => {
    response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    next()
  },
]
