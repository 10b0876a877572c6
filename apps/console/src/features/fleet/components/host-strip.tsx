import type { FleetHost } from '@flowgate/shared'
import { Tooltip } from '@patternfly/react-core'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { realizationText } from './realization-mark.tsx'
import './host-strip.css'

/** More than these are told by the end of their names. */
const MOST_NAMED = 40

/** Every host as one cell: shape and letter tell its state without colour. */
export const HostStrip = ({ hosts }: { readonly hosts: readonly FleetHost[] }) => (
  <ul className="fg-strip" aria-label="Hosts by realization">
    {hosts.map((host) => {
      const text = `${host.name}: ${realizationText(host.realization)}, revision ${host.realizedRevision ?? 'none'}`
      return (
        <li key={host.id}>
          <Tooltip content={text}>
            <Link
              to={paths.host(host.id)}
              aria-label={text}
              className={`fg-strip__cell fg-strip__cell--${host.realization}`}
            >
              {hosts.length <= MOST_NAMED ? host.name : host.name.replace(/^.*?(\d+)$/, '$1').slice(-3)}
            </Link>
          </Tooltip>
        </li>
      )
    })}
  </ul>
)
