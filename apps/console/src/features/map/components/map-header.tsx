import type { MapNode } from '@flowgate/shared'
import { Button } from '@patternfly/react-core'
import { memo } from 'react'
import { Link } from 'react-router'
import type { Patch } from '../../../lib/url-state.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { TimeRange } from '../../../ui/time-range.tsx'
import { rangeFromUrl, rangeToUrl } from '../../../ui/time-ranges.ts'
import { MAP_URL, type MapUrl } from '../model/view-state.ts'
import { MapSearch } from './map-search.tsx'

interface MapHeaderProps {
  readonly nodes: readonly MapNode[]
  readonly onFound: (nodeId: string, open: readonly string[]) => void
  /** The window. */
  readonly last: string
  readonly from: string
  readonly to: string
  readonly set: (patch: Patch<keyof MapUrl>) => void
  /** The same flows on the page of traffic. */
  readonly traffic: string
  /** Lays the map out anew; null where none is drawn. */
  readonly onRearrange: (() => void) | null
}

/** Not drawn again when something is selected. */
export const MapHeader = memo((props: MapHeaderProps) => (
  <PageHeader
    title="Map"
    actions={
      <>
        <div className="fg-map-search">
          <MapSearch nodes={props.nodes} onFound={props.onFound} />
        </div>
        <TimeRange
          value={rangeFromUrl(props, MAP_URL.last)}
          onChange={(value) => props.set(rangeToUrl(value))}
        />
        <Link to={props.traffic}>Open in Traffic</Link>
        {props.onRearrange && (
          <Button variant="secondary" size="sm" onClick={props.onRearrange}>
            Arrange anew
          </Button>
        )}
      </>
    }
  />
))
