import type { FlowState } from '@flowgate/shared'

/** How traffic stands, or how a draft would change it. Each reads without colour. */
export type StateName = FlowState | 'newly-allowed' | 'newly-denied'

export interface StateLook {
  readonly label: string
  readonly meaning: string
  /** CSS variable of its colour. */
  readonly color: string
  readonly line: 'solid' | 'dashed' | 'dotted' | 'double' | 'broken' | 'thin'
  readonly glyph: 'none' | 'stop' | 'gap' | 'plus' | 'minus' | 'question'
}

export const STATES: Readonly<Record<StateName, StateLook>> = {
  allowed: {
    label: 'Allowed',
    meaning: 'An explicit rule allows it',
    color: '--fg-state-allowed',
    line: 'solid',
    glyph: 'none',
  },
  denied: {
    label: 'Denied',
    meaning: 'Dropped or rejected',
    color: '--fg-state-denied',
    line: 'dashed',
    glyph: 'stop',
  },
  unprotected: {
    label: 'Unprotected',
    meaning: 'Allowed only by the default rule',
    color: '--fg-state-unprotected',
    line: 'dotted',
    glyph: 'gap',
  },
  'newly-allowed': {
    label: 'Newly allowed',
    meaning: 'The draft would allow it',
    color: '--fg-state-newly-allowed',
    line: 'double',
    glyph: 'plus',
  },
  'newly-denied': {
    label: 'Newly denied',
    meaning: 'The draft would deny it',
    color: '--fg-state-newly-denied',
    line: 'broken',
    glyph: 'minus',
  },
  unknown: {
    label: 'Unknown',
    meaning: 'Seen, never evaluated',
    color: '--fg-state-unknown',
    line: 'thin',
    glyph: 'question',
  },
}

/** `stroke-dasharray` of a line of width 2. */
export const DASHES: Readonly<Record<StateLook['line'], string | undefined>> = {
  solid: undefined,
  dashed: '7 4',
  dotted: '1.5 4',
  double: undefined,
  broken: '10 3 2 3',
  thin: undefined,
}
