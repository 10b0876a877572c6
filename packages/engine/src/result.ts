/** The outcome of a parse: a value that is proof, or what was wrong with the input. Never thrown. */
export type Result<T, E = ParseError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E }

/** `message` says what is wrong with the input, `help` what would be right. Lower case, no full stop, input in backticks. */
export interface ParseError {
  readonly code: string
  readonly message: string
  readonly help: string
}

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const fail = (
  code: string,
  message: string,
  help: string,
): { readonly ok: false; readonly error: ParseError } => ({
  ok: false,
  error: { code, message, help },
})
