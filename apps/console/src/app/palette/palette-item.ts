import type { ObjectKind } from '../../ui/object-chip.tsx'

export interface PaletteItem {
  readonly id: string
  readonly section: 'Objects' | 'Pages' | 'Actions'
  readonly label: string
  readonly detail: string
  readonly kind?: ObjectKind
  readonly run: () => void
}

/** All words occur, in any order. */
export const matches = (words: string, text: string): boolean => {
  const hay = text.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}
