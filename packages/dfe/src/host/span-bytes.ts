import type { Span } from '@flowgate/engine'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * A span as it travels and as it is kept: JSON in UTF-8, in a buffer of its own. It passes several threads on its way; as
 * bytes each of them copies it in one piece, where an object tree would be built again in every one of them.
 */
export const encodeSpan = (span: Span): Uint8Array => encoder.encode(JSON.stringify(span))

/** What is no span after all is refused where it is installed. @throws TypeError or SyntaxError on what is no JSON */
export const decodeSpan = (bytes: Uint8Array): Span => JSON.parse(decoder.decode(bytes)) as Span
