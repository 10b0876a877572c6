import { answerText } from './answer-text.ts'
import type { KeptAnswer } from './idempotency.ts'
import type { RawInput, Route } from './route.ts'

const says = <F extends string>(value: unknown, field: F): value is Record<F, unknown> =>
  typeof value === 'object' && value !== null && field in value

/** Runs a route's handler and makes its result the answer, checked against the contract. */
export const carryOut = async (
  route: Route & { readonly answer: 'json' },
  input: RawInput,
): Promise<KeptAnswer> => {
  const { operation } = route
  const value = await route.run(input)
  const body = answerText(operation, value)
  const headers: Record<string, string> = {}
  if (says(value, 'etag') && typeof value.etag === 'string') headers.etag = `"${value.etag}"`
  // An answer that says `repeated` created nothing: what was asked for is there already.
  const repeated = says(value, 'repeated') && value.repeated === true
  const status = repeated ? 200 : (operation.status ?? (body === null ? 204 : 200))
  return { status, headers, body }
}
