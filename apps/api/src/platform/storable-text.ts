const halfPair = /\p{Surrogate}/u

/** PostgreSQL stores neither NUL nor half a surrogate pair in text. With the `u` flag only halves match `\p{Surrogate}`. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && !halfPair.test(text)
