import type { StateLook } from './states.ts'

/** The sign in the middle of a mark or an edge, drawn around 0,0 with a radius of 5. */
export const StateGlyph = ({ glyph }: { readonly glyph: StateLook['glyph'] }) => {
  if (glyph === 'none') return null
  return (
    <g className="fg-glyph">
      <circle r={5} fill="var(--fg-surface)" stroke="currentColor" strokeWidth={1.5} />
      {glyph === 'stop' && <path d="M-2 -2 2 2M2 -2-2 2" stroke="currentColor" strokeWidth={1.5} />}
      {glyph === 'gap' && <path d="M-3 0h1.5M1.5 0h1.5" stroke="currentColor" strokeWidth={1.75} />}
      {glyph === 'plus' && <path d="M-2.8 0h5.6M0 -2.8v5.6" stroke="currentColor" strokeWidth={1.5} />}
      {glyph === 'minus' && <path d="M-2.8 0h5.6" stroke="currentColor" strokeWidth={1.5} />}
      {glyph === 'question' && (
        <path
          d="M-1.6 -1.4a1.6 1.6 0 1 1 2.2 1.5q-.6 .3-.6 1M0 2.6v.2"
          fill="none"
          stroke="currentColor"
          strokeWidth={1.2}
          strokeLinecap="round"
        />
      )}
    </g>
  )
}
