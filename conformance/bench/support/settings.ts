import { fileURLToPath } from 'node:url'

/** Packets of a trace that a benchmark makes for itself, and the number from which it makes them. */
export const TRACE_PACKETS = 65_536
export const SEED = 20_261_123

/** Where the data sets of a suite lie: in the data folder, `FLOWGATE_DATA`, else the one that `pnpm conformance` takes. */
export const dataFolder = (suite: string): string => {
  const beside = fileURLToPath(new URL('../../../../shared/data', import.meta.url))
  return `${process.env.FLOWGATE_DATA ?? beside}/${suite}`
}

/** @throws Error where it is no whole number from 1 on */
export const roundsFrom = (text: string): number => {
  const rounds = Number(text)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is \`${text}\`: must be 1 or more`)
  return rounds
}
