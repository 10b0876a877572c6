const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A copy in code-unit order. For lists that are sets: their order says nothing. */
export const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort(byText)

export const sortedBy = <T>(items: readonly T[], key: (item: T) => string): readonly T[] =>
  [...items].sort((a, b) => byText(key(a), key(b)))

export const sortedById = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] =>
  sortedBy(items, ({ id }) => id)

export const sortedNumbers = (numbers: readonly number[]): readonly number[] =>
  [...numbers].sort((a, b) => a - b)
