import { AppError, flowImport, fromProblem, importFlows } from '@flowgate/shared'
import { z } from 'zod'
import { api } from '../../../lib/api.ts'
import { sessionRenewal } from '../../../lib/session-renewal.ts'

const responseSchema = flowImport.extend({ repeated: z.boolean() })
export type ImportResult = z.infer<typeof responseSchema>
export type ImportFormat = 'auto' | 'vpc' | 'zeek' | 'hubble' | 'csv' | 'ndjson'
export interface Upload {
  readonly result: Promise<ImportResult>
  readonly cancel: () => void
}

const parse = (request: XMLHttpRequest): unknown => {
  try {
    return JSON.parse(request.responseText)
  } catch {
    return null
  }
}
const failed = (request: XMLHttpRequest): AppError =>
  fromProblem(parse(request)) ??
  new AppError('internal', { detail: `The Manager answered ${request.status} ${request.statusText}`.trim() })

/** Sends a file as it is. By XMLHttpRequest, since fetch does not tell how much of a body has been sent. */
export const upload = (
  file: File,
  options: { readonly format: ImportFormat; readonly progressId: string },
  onSent: (share: number) => void,
): Upload => {
  let current: XMLHttpRequest | null = null
  const send = (): Promise<XMLHttpRequest> =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      current = request
      request.open('POST', api.url(importFlows, { query: { fileName: file.name, ...options } }))
      request.setRequestHeader('content-type', 'application/octet-stream')
      request.setRequestHeader('accept', 'application/json')
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onSent(event.loaded / event.total)
      }
      request.onload = () => resolve(request)
      request.onerror = () => reject(new TypeError('network'))
      request.onabort = () => reject(new DOMException('The upload was cancelled', 'AbortError'))
      request.send(file)
    })
  const run = async (): Promise<ImportResult> => {
    const request = await send()
    if (request.status >= 200 && request.status < 300) return responseSchema.parse(parse(request))
    const error = failed(request)
    if (error.code !== 'unauthenticated' && error.code !== 'session_expired') throw error
    await sessionRenewal.wait()
    return run()
  }
  return { result: run(), cancel: () => current?.abort() }
}
