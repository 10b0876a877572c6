import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { EXIT } from './exit-codes.ts'
import { Failure } from './failure.ts'

/** `-` is standard input. @throws Failure when the file cannot be read */
export const openInput = (path: string): Readable => {
  if (path === '-') return process.stdin
  const stream = createReadStream(path)
  return stream
}

export const readFailure = (path: string, error: unknown): Failure => {
  const { code, message } = error as NodeJS.ErrnoException
  const reason =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'it is a folder'
        : code === 'EACCES'
          ? 'you may not read it'
          : message
  return new Failure(EXIT.invalid, `cannot read ${path}: ${reason}`)
}

/** The whole of a stream as text. @throws Failure past `most` bytes */
export const readAll = async (stream: Readable, most: number): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += part.length
    if (size > most) throw new Failure(EXIT.invalid, `the input is larger than ${most} bytes`)
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}
