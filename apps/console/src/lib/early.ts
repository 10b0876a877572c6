/**
 * Answers that are asked for before the code that wants them has arrived. Each is used once; whoever asks again, or asks
 * something else, asks the Manager.
 */
const asked = new Map<string, Promise<Response>>()

const keyOf = (address: string): string => {
  const { pathname, searchParams } = new URL(address, window.location.origin)
  searchParams.sort()
  return `${pathname}?${searchParams}`
}

export const askEarly = (address: string): void => {
  const answer = fetch(address, { headers: { accept: 'application/json' }, credentials: 'same-origin' })
  // Whoever uses it hears of a failure.
  answer.catch(() => {})
  asked.set(keyOf(address), answer)
}

export const fetchOrEarly: typeof fetch = (input, init) => {
  const key = typeof input === 'string' && init?.method === 'GET' ? keyOf(input) : ''
  const early = asked.get(key)
  if (!early) return fetch(input, init)
  asked.delete(key)
  return early.catch(() => fetch(input, init))
}
