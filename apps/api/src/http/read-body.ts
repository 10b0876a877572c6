import type { IncomingMessage } from 'node:http'
import { AppError } from '@flowgate/shared'

export const MEGABYTE = 1024 * 1024

/** A body must be here within this time. */
const PATIENCE_MS = 60_000

/** Deeper input is nobody's. Far below where a parser or a walk over the value would run into trouble. */
const DEEPEST = 100

const tooLarge = (limit: number) =>
  new AppError('too_large', { detail: `the request body may have at most ${limit / MEGABYTE} MB` })

const collect = (request: IncomingMessage, limit: number, patienceMs: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => {
      done()
      reject(
        new AppError('request_timeout', { detail: `the body did not arrive within ${patienceMs / 1000} s` }),
      )
    }, patienceMs)
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      done()
      reject(tooLarge(limit))
    }
    const onEnd = () => {
      done()
      resolve(Buffer.concat(chunks))
    }
    const onGone = () => {
      done()
      reject(new AppError('bad_request', { detail: 'the connection ended before the whole body had come' }))
    }
    const done = () => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('aborted', onGone)
    }
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('aborted', onGone)
  })

const isJson = (type: string): boolean =>
  /^application\/(json|[\w.-]+\+json)\s*(;\s*charset=utf-8\s*)?$/i.test(type)

/**
 * Reads a body that says it is JSON, of at most `limit` bytes; empty when nothing was sent.
 * @throws AppError `too_large`, `unsupported_media_type`, `bad_request`, `request_timeout`
 */
export const readBody = async (
  request: IncomingMessage,
  limit: number,
  patienceMs = PATIENCE_MS,
): Promise<Buffer> => {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) throw tooLarge(limit)
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new AppError('unsupported_media_type', {
      detail: `a body in the encoding \`${encoding.slice(0, 50)}\` is not accepted here; send it uncompressed`,
    })
  const raw = await collect(request, limit, patienceMs)
  const type = request.headers['content-type']
  if (raw.length > 0 && (type === undefined || !isJson(type)))
    throw new AppError('unsupported_media_type', {
      detail: `the body must be sent as application/json in UTF-8, not ${type === undefined ? 'without a type' : `as \`${type.slice(0, 100)}\``}`,
    })
  return raw
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}')

/** Looked at before parsing: a few megabytes of brackets become gigabytes of lists. */
const isTooDeep = (raw: Uint8Array): boolean => {
  let depth = 0
  let inText = false
  for (let index = 0; index < raw.length; index += 1) {
    const byte = raw[index]
    if (inText) {
      if (byte === BACKSLASH) index += 1
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1
  }
  return false
}

/** The value of a JSON body; undefined when nothing was sent. @throws AppError `bad_request`, `invalid_input` */
export const parseJson = (raw: Uint8Array): unknown => {
  if (raw.length === 0) return undefined
  if (isTooDeep(raw))
    throw new AppError('invalid_input', {
      detail: `the body is nested more than ${DEEPEST} levels deep`,
      errors: [{ field: 'body', message: `is nested more than ${DEEPEST} levels deep` }],
    })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    throw new AppError('bad_request', { detail: 'the body is not valid UTF-8' })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    // The parser's message quotes the text, which may hold a password; only the place is told.
    const place = /position (\d+)/.exec(reason)?.[1]
    throw new AppError('bad_request', {
      detail:
        place === undefined
          ? 'the body is not valid JSON'
          : `the body is not valid JSON: the fault is at character ${place}`,
    })
  }
}
