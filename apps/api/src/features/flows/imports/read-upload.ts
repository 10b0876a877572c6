import { createHash } from 'node:crypto'
import { PassThrough, pipeline, type Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import { createFlowReader, type FlowReadCounts, type FlowReadResult } from '@flowgate/engine'
import { AppError, type importFlows, type Parsed } from '@flowgate/shared'

export type ImportFormat = Parsed<typeof importFlows>['query']['format']

export interface ReadUpload {
  readonly result: FlowReadResult
  /** SHA-256 of the content, decompressed. */
  readonly contentHash: string
  /** Of the content, decompressed. */
  readonly bytes: number
  readonly parseMs: number
}

export interface ReadUploadOptions {
  readonly format: ImportFormat
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Bytes of decompressed content that are too many: a small file may hide a large one. */
  readonly maxBytes: number
  readonly onProgress: (counts: FlowReadCounts) => void
}

/** Other requests get their turn at least so often. */
const SLICE_MS = 8

const isGzip = (chunk: Uint8Array): boolean => chunk[0] === 0x1f && chunk[1] === 0x8b

const refused = (message: string, help: string): AppError =>
  new AppError('invalid_input', { detail: message, errors: [{ field: 'body', message, help }] })

/** Logs become 5 to 30 times smaller. */
const MOST_TIMES = 200
/** A small file may well be one line over and over. */
const SMALL_BYTES = 64 * 1024 ** 2

async function* counted(stream: Readable, sent: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    sent.bytes += chunk.length
    yield chunk
  }
}

/** The content, decompressed where it is gzip, whatever the file is called. */
async function* contentOf(raw: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array()
  while (head.length < 2) {
    const next = await raw.next()
    if (next.done === true) break
    head = Buffer.concat([head, next.value])
  }
  if (!isGzip(head)) {
    if (head.length > 0) yield head
    for (let next = await raw.next(); next.done !== true; next = await raw.next()) yield next.value
    return
  }
  const compressed = new PassThrough()
  compressed.write(head)
  const plain = createGunzip()
  const feed = async () => {
    for (let next = await raw.next(); next.done !== true; next = await raw.next())
      if (!compressed.write(next.value)) await new Promise((resolve) => compressed.once('drain', resolve))
    compressed.end()
  }
  // Errors of either side reach the reader through the decompressed stream.
  pipeline(compressed, plain, () => {})
  feed().catch((error: unknown) => plain.destroy(error instanceof Error ? error : new Error(String(error))))
  try {
    for await (const chunk of plain as AsyncIterable<Uint8Array>) yield chunk
  } finally {
    compressed.destroy()
  }
}

const isZlibError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

/**
 * Parses an upload as it arrives, without keeping it and without holding up other requests.
 * @throws AppError `too_large`, or `invalid_input` for damaged gzip; whatever the stream fails with when the client goes away
 */
export const readUpload = async (stream: Readable, options: ReadUploadOptions): Promise<ReadUpload> => {
  const { format, now, maxBytes, onProgress } = options
  const hash = createHash('sha256')
  const reader = createFlowReader(format, { now })
  let bytes = 0
  let parseMs = 0
  let sliceBegan = performance.now()
  const sent = { bytes: 0 }
  try {
    for await (const chunk of contentOf(counted(stream, sent))) {
      bytes += chunk.length
      if (bytes > SMALL_BYTES && bytes > sent.bytes * MOST_TIMES)
        throw new AppError('too_large', {
          detail: `the file grows more than ${MOST_TIMES} times when decompressed, as no flow log does; send it uncompressed`,
        })
      if (bytes > maxBytes)
        throw new AppError('too_large', {
          detail: `the file has more than ${maxBytes} bytes when decompressed; split it and import the parts`,
        })
      hash.update(chunk)
      const began = performance.now()
      reader.push(chunk)
      const ended = performance.now()
      parseMs += ended - began
      if (ended - sliceBegan > SLICE_MS) {
        onProgress(reader.counts())
        await setImmediate()
        sliceBegan = performance.now()
      }
    }
  } catch (error) {
    if (!isZlibError(error)) throw error
    throw refused(
      `the gzip data is damaged after ${bytes} bytes of content (${error.message})`,
      'send the file again, whole, as it is or compressed with gzip',
    )
  }
  const began = performance.now()
  const result = reader.end()
  parseMs += performance.now() - began
  return { result, contentHash: hash.digest('hex'), bytes, parseMs }
}

/** @throws AppError `invalid_input` when there is nothing in the file that could be imported */
export const checkUpload = ({ result, bytes }: ReadUpload): void => {
  if (bytes === 0) throw refused('the file is empty', 'send a file of flow records')
  if (result.records + result.skipped > 0) return
  throw new AppError('invalid_input', {
    detail: 'no line of the file is a flow record',
    errors: result.bad.slice(0, 20).map(({ line, reason, text }) => ({
      field: `body.line[${line}]`,
      message: reason,
      received: text,
    })),
    context: { badLines: result.badLines },
  })
}
