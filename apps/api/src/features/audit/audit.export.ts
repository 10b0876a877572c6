import type { AuditEvent } from '@flowgate/shared'

const columns: readonly (readonly [string, (event: AuditEvent) => string | null])[] = [
  ['id', (event) => event.id],
  ['at', (event) => event.at],
  ['actor', (event) => event.actor.name],
  ['actorId', (event) => event.actor.id],
  ['actorKind', (event) => event.actor.kind],
  ['action', (event) => event.action],
  ['outcome', (event) => event.outcome],
  ['objectKind', (event) => event.object?.kind ?? null],
  ['objectId', (event) => event.object?.id ?? null],
  ['objectName', (event) => event.object?.name ?? null],
  ['requestId', (event) => event.requestId],
  ['address', (event) => event.address],
  ['before', (event) => (event.before === null ? null : JSON.stringify(event.before))],
  ['after', (event) => (event.after === null ? null : JSON.stringify(event.after))],
]

/** RFC 4180. A leading `=`, `+`, `-`, `@` gets an apostrophe: spreadsheets would run it as a formula. */
const cell = (text: string | null): string => {
  if (text === null) return ''
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

type Batches = AsyncIterable<readonly AuditEvent[]>

export const toCsv = async function* (batches: Batches): AsyncGenerator<string> {
  yield `${columns.map(([name]) => name).join(',')}\r\n`
  for await (const events of batches)
    yield events.map((event) => `${columns.map(([, of]) => cell(of(event))).join(',')}\r\n`).join('')
}

export const toNdjson = async function* (batches: Batches): AsyncGenerator<string> {
  for await (const events of batches) yield events.map((event) => `${JSON.stringify(event)}\n`).join('')
}
