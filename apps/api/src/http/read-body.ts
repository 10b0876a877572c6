import type { IncomingMessage } from 'node:http'
import { AppError } from '@flowgate/shared'

export const MEGABYTE = 1024 * 1024

/** A body must be here within this time. */
const patienceMs = 60_000

const tooLarge = (limit: number) =>
  new AppError('too_large', { detail: `the request body may have at most ${limit / MEGABYTE} MB` })

const collect = (request: IncomingMessage, limit: number): Promise<Buffer> =>
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
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) throw tooLarge(limit)
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new AppError('unsupported_media_type', {
      detail: `a body in the encoding \`${encoding.slice(0, 50)}\` is not accepted here; send it uncompressed`,
    })
  const raw = await collect(request, limit)
  const type = request.headers['content-type']
  if (raw.length > 0 && (type === undefined || !isJson(type)))
    throw new AppError('unsupported_media_type', {
      detail: `the body must be sent as application/json in UTF-8, not ${type === undefined ? 'without a type' : `as \`${type.slice(0, 100)}\``}`,
    })
  return raw
}

/** The value of a JSON body; undefined when nothing was sent. @throws AppError `bad_request` */
export const parseJson = (raw: Uint8Array): unknown => {
  if (raw.length === 0) return undefined
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
