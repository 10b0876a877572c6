/** All of them, or only each so many-th for mutation testing, which asks the same again and again. */
export const thinned = <T>(values: readonly T[]): readonly T[] =>
  values.filter((_, i) => i % Number(process.env.FLOWGATE_FUZZ_STRIDE ?? 1) === 0)
