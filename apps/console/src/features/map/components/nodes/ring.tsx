import { formatShare } from '../../../../lib/format.ts'

const RADIUS = 8
const AROUND = 2 * Math.PI * RADIUS

/** The share of sessions that explicit rules decided. Dashed when there was no traffic. */
export const ProtectionRing = ({ share }: { readonly share: number | null }) => {
  const text =
    share === null ? 'No traffic in this window' : `${formatShare(share)} of sessions decided by rules`
  return (
    <svg className="fg-ring" viewBox="-11 -11 22 22" width="22" height="22" role="img" aria-label={text}>
      <title>{text}</title>
      <circle r={RADIUS} className={share === null ? 'fg-ring__none' : 'fg-ring__track'} />
      {share !== null && share > 0 && (
        <circle
          r={RADIUS}
          className="fg-ring__share"
          strokeDasharray={`${AROUND * share} ${AROUND}`}
          transform="rotate(-90)"
        />
      )}
    </svg>
  )
}
