/** Control characters would let a name move the cursor or recolour the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g
export const safe = (text: string): string => text.replace(CONTROL, '\u{fffd}')

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
export const bytes = (count: number): string => {
  const power = count < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3))
  return `${power === 0 ? count : (count / 1_000 ** power).toFixed(1)} ${units[power]}`
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** `2026-01-31 08:00:00` in UTC; a dash when there is none. */
export const time = (instant: string | null): string =>
  instant === null ? '-' : instant.replace('T', ' ').replace(/\.\d+/, '').replace(/Z$/, '')
