/**
 * Keys of 32 or 16 bits to small numbers, by pages of 256 entries in one array. All keys are equally deep and an entry is just
 * a page or, on the last level, a number: no branch that a processor could guess wrong. Stretches without change are one page
 * that stands for all of them.
 *
 * INVARIANT: pages that a root leads to never change. A change writes the pages on its way anew, beside the old ones: an older
 * root goes on saying what it said.
 */
export interface Pages {
  entries: Uint16Array | Int32Array
  /** Pages in use. */
  used: number
  /** By number and level, the page that says the number for every key: level 0 the last. */
  readonly uniform: Map<number, number>
}

const PAGE = 256
/** Entries of 16 bits name this many pages and numbers. */
const NARROW = 65_536

export const createPages = (capacity: number): Pages => ({
  entries: new Uint16Array(capacity * PAGE),
  used: 0,
  uniform: new Map(),
})

function addPage(pages: Pages): number {
  const isTooNarrow = pages.used >= NARROW && pages.entries instanceof Uint16Array
  if ((pages.used + 1) * PAGE > pages.entries.length || isTooNarrow)
    resize(pages, Math.ceil((pages.used + 1) * 1.5), pages.used + 1 >= NARROW)
  pages.used += 1
  return pages.used - 1
}

function resize(pages: Pages, capacity: number, wide: boolean): void {
  const { entries, used } = pages
  const isWide = wide || entries instanceof Int32Array
  const made = isWide ? new Int32Array(capacity * PAGE) : new Uint16Array(capacity * PAGE)
  made.set(entries.subarray(0, used * PAGE))
  pages.entries = made
}

/** Entries wide enough for numbers up to `largest`. */
export function widenFor(pages: Pages, largest: number): void {
  if (largest >= NARROW && pages.entries instanceof Uint16Array)
    resize(pages, pages.entries.length / PAGE, true)
}

/** Gives back what was taken in reserve, but for a little that the next changes will need. */
export function trimPages(pages: Pages): void {
  const kept = (pages.used + (pages.used >>> 4) + 8) * PAGE
  if (kept < pages.entries.length) pages.entries = pages.entries.slice(0, kept)
}

/** The page, `level` levels above the last, that leads every key to `value`. */
export function uniformPage(pages: Pages, level: number, value: number): number {
  const name = value * 4 + level
  const known = pages.uniform.get(name)
  if (known !== undefined) return known
  const entry = level === 0 ? value : uniformPage(pages, level - 1, value)
  const page = addPage(pages)
  pages.entries.fill(entry, page * PAGE, (page + 1) * PAGE)
  pages.uniform.set(name, page)
  return page
}

/** Values of keys from `first` on, up to the next run's. */
export interface Runs {
  /** Ascending, the first is 0. */
  readonly first: ArrayLike<number>
  readonly value: ArrayLike<number>
}

/** A root under which every key has the value of its run; `levels` pages deep. */
export function pagesOf(pages: Pages, levels: number, { first, value }: Runs): number {
  let at = 0
  const fill = (base: number, level: number): number => {
    const page = addPage(pages)
    const size = PAGE ** level
    for (let i = 0; i < PAGE; i += 1) {
      const from = base + i * size
      while (at + 1 < first.length && (first[at + 1] as number) <= from) at += 1
      const whole = level === 0 || at + 1 === first.length || (first[at + 1] as number) >= from + size
      const number = value[at] as number
      const entry =
        level === 0 ? number : whole ? uniformPage(pages, level - 1, number) : fill(from, level - 1)
      pages.entries[page * PAGE + i] = entry
    }
    return page
  }
  return fill(0, levels - 1)
}

/**
 * A root under which keys `first` to `last` have `value` and all others what they had under `root`.
 *
 * @param own the pages that this change has written already: they may be written again, all others are copied first
 */
export function withRange(
  pages: Pages,
  root: number,
  level: number,
  range: { readonly first: number; readonly last: number },
  value: number,
  own: Set<number>,
): number {
  const size = PAGE ** level
  const page = own.has(root) ? root : copyOf(pages, root)
  own.add(page)
  const from = Math.floor(range.first / size)
  const to = Math.floor(range.last / size)
  for (let i = from; i <= to; i += 1) {
    const first = Math.max(range.first - i * size, 0)
    const last = Math.min(range.last - i * size, size - 1)
    const at = page * PAGE + i
    const entry =
      level === 0
        ? value
        : first === 0 && last === size - 1
          ? uniformPage(pages, level - 1, value)
          : withRange(pages, pages.entries[at] as number, level - 1, { first, last }, value, own)
    pages.entries[at] = entry
  }
  return page
}

function copyOf(pages: Pages, page: number): number {
  const made = addPage(pages)
  pages.entries.copyWithin(made * PAGE, page * PAGE, (page + 1) * PAGE)
  return made
}

/** `key` as a signed word. */
export function lookup32(entries: Uint16Array | Int32Array, root: number, key: number): number {
  const a = entries[(root << 8) | (key >>> 24)] as number
  const b = entries[(a << 8) | ((key >>> 16) & 255)] as number
  const c = entries[(b << 8) | ((key >>> 8) & 255)] as number
  return entries[(c << 8) | (key & 255)] as number
}

export function lookup16(entries: Uint16Array | Int32Array, root: number, key: number): number {
  return entries[((entries[(root << 8) | (key >>> 8)] as number) << 8) | (key & 255)] as number
}
