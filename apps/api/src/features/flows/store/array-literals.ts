/**
 * Lists as PostgreSQL writes arrays: one text parameter each. Given as a list, a parameter is taken apart and converted value
 * by value, three times over, before it reaches the database: most of the time that storing many rows took.
 */
export const numberArray = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`

/** The same for texts. Every text is quoted: what is in it never reads as a delimiter or as no value. */
export const textArray = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : `"${escaped(value)}"`)).join(',')}}`

const escaped = (value: string): string =>
  value.includes('"') || value.includes('\\') ? value.replaceAll(/["\\]/g, String.raw`\$&`) : value
