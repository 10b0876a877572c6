export const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

export const significant = (value: number): number => Number(value.toPrecision(4))

export const geomean = (list: readonly number[]): number =>
  significant(Math.exp(list.reduce((sum, value) => sum + Math.log(value), 0) / list.length))
