import type { FlowState, MapEdge } from '@flowgate/shared'
import { Alert, Skeleton } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { plainApi } from '../../../lib/api.ts'
import { formatCount } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { queryClient } from '../../../lib/query-client.ts'
import { mayBeSignedIn } from '../../../lib/signed-in.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { useViewTime } from '../../../lib/use-view-time.ts'
import { Failure, Nothing } from '../../../ui/states.tsx'
import { isBusy } from '../../../ui/table/list-result.ts'
import { mapQuery } from '../api/map.ts'
import { useLikelyNext } from '../api/use-likely-next.ts'
import { MapCanvas } from '../components/map-canvas.tsx'
import { MapHeader } from '../components/map-header.tsx'
import { MapLegend } from '../components/map-legend.tsx'
import { MapTable } from '../components/map-table.tsx'
import { MapToolbar } from '../components/map-toolbar.tsx'
import { Measured } from '../components/measured.tsx'
import { EdgePanel } from '../components/panel/edge-panel.tsx'
import { NodePanel } from '../components/panel/node-panel.tsx'
import { useLayout } from '../layout/use-layout.ts'
import { bundle } from '../model/bundle.ts'
import { busiest } from '../model/busiest.ts'
import { edgeOfId, toGraph } from '../model/graph.ts'
import { hiddenStates } from '../model/hidden-states.ts'
import {
  expandedNodes,
  filterOf,
  MAP_URL,
  mapUrlOf,
  toggleExpanded,
  toMapQuery,
  windowOf,
} from '../model/view-state.ts'
import './map-page.css'

const NO_NODES: readonly never[] = []
/** More than that become bundles: neither the eye nor the browser follows them one by one. */
const DRAWN_EDGES = 160

/** Of the single ones: some stand for several. */
const countEdges = (edges: readonly MapEdge[] = []): number =>
  edges.reduce((sum, edge) => sum + edge.edges, 0)
const LEVEL_NAMES = { application: 'applications', tier: 'tiers', workload: 'workloads' } as const

/** Asks for the map before the page is drawn, and beside the session. Does not wait for it. */
export const preloadMap = (search: URLSearchParams): null => {
  // What fails is asked for again by the page, which shows it; a refusal must not ask for a sign-in here.
  if (mayBeSignedIn())
    void queryClient.prefetchQuery(mapQuery(toMapQuery(mapUrlOf(search), Date.now()), plainApi))
  return null
}

export const MapPage = () => {
  const [url, set] = useUrlState(MAP_URL)
  const now = useViewTime()
  const query = useMemo(() => toMapQuery(url, now), [url, now])
  const result = useQuery(mapQuery(query))
  const isPartial = result.data !== undefined && result.data.edges.length < result.data.completeness.edges
  const focused = useQuery({
    ...mapQuery({ ...query, focus: url.node }),
    enabled: isPartial && url.node !== '',
  })
  const data = (isPartial && url.node !== '' ? focused.data : undefined) ?? result.data
  const { hide } = url
  const by = url.weight === 'bytes' ? 'bytes' : 'sessions'
  const hidden = useMemo(() => hiddenStates({ hide }), [hide])
  const whole = useMemo(() => (data ? toGraph(data, { hidden, weight: by }) : null), [data, hidden, by])
  const graph = useMemo(() => {
    const options = { limit: DRAWN_EDGES, focus: url.node, weight: by } as const
    return whole && busiest(bundle(whole, options), options)
  }, [whole, url.node, by])
  // What the legend has switched off is not missing.
  const hiddenEdges = countEdges(data?.edges) - countEdges(whole?.edges.map(({ edge }) => edge))
  const drawnEdges = hiddenEdges + countEdges(graph?.edges.map(({ edge }) => edge))
  const pointAt = useLikelyNext(url, now, result.isPlaceholderData ? undefined : result.data)
  const { laidOut, error: layoutError, pin, rearrange } = useLayout(graph)
  const [focus, setFocus] = useState<{ id: string; wish: number } | null>(null)

  const select = useCallback(
    (selection: { readonly node?: string; readonly edge?: string }) =>
      set({ node: selection.node ?? null, edge: selection.edge ?? null }),
    [set],
  )
  const toggle = (id: string) => set({ expand: toggleExpanded(url, id) }, 'push')
  const toggleState = (state: FlowState) => {
    const next = new Set(hidden)
    if (!next.delete(state)) next.add(state)
    set({ hide: [...next].join(',') })
  }
  const { expand } = url
  const find = useCallback(
    (id: string, open: readonly string[]) => {
      const next = new Set([...expandedNodes({ expand }), ...open])
      set({ expand: [...next].join(','), node: id, edge: null, mode: null }, 'push')
      setFocus((before) => ({ id, wish: (before?.wish ?? 0) + 1 }))
    },
    [set, expand],
  )
  const selection = useMemo(() => ({ node: url.node, edge: url.edge }), [url.node, url.edge])
  const node = data?.nodes.find((candidate) => candidate.id === url.node)
  const edge = edgeOfId(url.edge)
  const closePanel = () => select({})
  return (
    <div className="fg-map-page">
      <MapHeader
        nodes={data?.nodes ?? NO_NODES}
        onFound={find}
        last={url.last}
        from={url.from}
        to={url.to}
        set={set}
        traffic={paths.traffic({ ...filterOf(url), ...windowOf(url) })}
        onRearrange={url.mode === 'graph' ? rearrange : null}
      />
      <MapToolbar url={url} set={set} />
      {data?.completeness.truncated && (
        <Alert
          isInline
          variant="warning"
          title={`Only the busiest ${formatCount(data.nodes.length)} nodes are drawn. Narrow the filters to see the rest.`}
        />
      )}
      {data && data.level !== query.level && (
        <Alert
          isInline
          isPlain
          className="fg-map-page__note"
          variant="info"
          title={`Too many to open at once: the map shows ${LEVEL_NAMES[data.level]}. Open single nodes, or narrow the filters.`}
        />
      )}
      <div className="fg-map-page__body" aria-busy={isBusy(result)}>
        {result.error && !data ? (
          <Failure
            title="Could not load the map"
            error={result.error}
            onRetry={() => void result.refetch()}
          />
        ) : layoutError ? (
          <Failure title="Could not lay the map out" error={layoutError} onRetry={rearrange} />
        ) : url.mode === 'table' ? (
          <div className="fg-map-page__table">
            <MapTable query={query} selectedEdge={url.edge} onSelect={(id) => select({ edge: id })} />
          </div>
        ) : !laidOut || !data ? (
          <div className="fg-map-page__loading">
            <Skeleton height="100%" screenreaderText="Loading the map" />
          </div>
        ) : data.nodes.length === 0 ? (
          <div className="fg-map-page__nothing">
            <Nothing
              title="No traffic in this window"
              action={<Link to={paths.imports()}>Import flow records</Link>}
            >
              The map draws who talks with whom. Choose a longer time window, take filters off, or import flow
              records.
            </Nothing>
          </div>
        ) : (
          <div className="fg-map-page__canvas">
            <Measured className="fg-map-page__room">
              {(size) => (
                <MapCanvas
                  size={size}
                  laidOut={laidOut}
                  selected={selection}
                  onSelect={select}
                  onToggle={toggle}
                  onPoint={pointAt}
                  onPin={pin}
                  focus={focus}
                  weight={by}
                />
              )}
            </Measured>
            <MapLegend
              legend={data.legend}
              hidden={hidden}
              onToggle={toggleState}
              weight={url.weight}
              onWeight={(next) => set({ weight: next })}
              drawn={drawnEdges}
              edges={data.completeness.edges}
              onAll={() => set({ mode: 'table' })}
            />
          </div>
        )}
        {data && node && (
          <NodePanel
            key={node.id}
            node={node}
            nodes={data.nodes}
            edges={data.edges}
            url={url}
            onToggle={() => toggle(node.id)}
            onEdge={(id) => select({ edge: id })}
            onClose={closePanel}
          />
        )}
        {edge && (
          <EdgePanel
            key={edge.id}
            edge={edge}
            nodes={data?.nodes ?? NO_NODES}
            url={url}
            now={now}
            onClose={closePanel}
          />
        )}
      </div>
    </div>
  )
}
