import { AppError, type Client, createClient, fromProblem } from '@flowgate/shared'
import { fetchOrEarly } from './early.ts'
import { sessionRenewal } from './session-renewal.ts'

/** A 401 that says who is asking is unknown, as opposed to a wrong password in the request itself. */
const isSessionLost = async (response: Response): Promise<boolean> => {
  if (response.status !== 401) return false
  try {
    const code = fromProblem(await response.clone().json())?.code
    return code === 'unauthenticated' || code === 'session_expired'
  } catch {
    return false
  }
}

const renewingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (!(await isSessionLost(response))) return response
  await sessionRenewal.wait()
  if (init?.signal?.aborted) return response
  return renewingFetch(input, init)
}

/** For everything but signing in: waits for a new sign-in when the session is gone, then repeats the request. */
export const api: Client = createClient({ baseUrl: '', fetch: renewingFetch })

/** For the sign-in itself and for asking whether anybody is signed in. */
export const plainApi: Client = createClient({
  baseUrl: '',
  fetch: fetchOrEarly,
})

/** What went wrong, for a reader. */
export const errorText = (error: unknown): string => {
  if (error instanceof AppError) return error.message
  if (error instanceof TypeError) return 'The Manager cannot be reached. Check the connection and try again.'
  return error instanceof Error ? error.message : String(error)
}

export const isCode = (error: unknown, ...codes: readonly AppError['code'][]): error is AppError =>
  error instanceof AppError && codes.includes(error.code)

/** Messages by field (`body.name` → `name`), for showing each beside its input. */
export const fieldErrors = (error: unknown): Readonly<Record<string, string>> => {
  if (!(error instanceof AppError)) return {}
  const entries = error.errors.map(({ field, message, help }) => [
    field.replace(/^(body|query|params)\./, ''),
    help ? `${message} (${help})` : message,
  ])
  return Object.fromEntries(entries)
}
