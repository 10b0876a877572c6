import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const gzipAsync = promisify(gzip)
const brotliAsync = promisify(brotliCompress)

/** Below this, compressing costs more than it saves. */
const worthwhile = 1400

export type Encoding = 'br' | 'gzip'

/** The better of what the client accepts; quality values other than 0 are not weighed. */
export const acceptedEncoding = (header: string | string[] | undefined): Encoding | null => {
  if (typeof header !== 'string') return null
  const names = header
    .split(',')
    .map((part) =>
      part
        .toLowerCase()
        .split(';')
        .map((word) => word.trim()),
    )
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
    .map(([name]) => name)
  if (names.includes('br')) return 'br'
  return names.includes('gzip') ? 'gzip' : null
}

/** @param effort `live` for answers made now, `once` for what is compressed once and kept */
export const compress = (data: Buffer, encoding: Encoding, effort: 'live' | 'once'): Promise<Buffer> => {
  if (encoding === 'gzip') return gzipAsync(data, { level: effort === 'live' ? 4 : 9 })
  const quality = effort === 'live' ? 3 : 9
  return brotliAsync(data, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: data.length },
  })
}

/** Sends JSON, compressed off the event loop when that is worthwhile. */
export const sendJson = async (
  request: IncomingMessage,
  response: ServerResponse,
  json: string | Uint8Array,
  options: { compressible: boolean },
): Promise<void> => {
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.setHeader('vary', 'Accept-Encoding')
  const data =
    typeof json === 'string' ? Buffer.from(json) : Buffer.from(json.buffer, json.byteOffset, json.length)
  const encoding = options.compressible ? acceptedEncoding(request.headers['accept-encoding']) : null
  if (encoding === null || data.length < worthwhile) {
    response.setHeader('content-length', data.length)
    response.end(data)
    return
  }
  const small = await compress(data, encoding, 'live')
  response.setHeader('content-encoding', encoding)
  response.setHeader('content-length', small.length)
  response.end(small)
}
