import type { FleetHost } from '@flowgate/shared'
import { Card, CardBody, CardTitle, PageSection } from '@patternfly/react-core'
import { ServerIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { LoadingLines, Nothing } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { fleetQuery } from '../api/list-fleet.ts'
import { hostColumns } from '../components/host-columns.tsx'
import { HostStrip } from '../components/host-strip.tsx'
import { LatencyCard } from '../components/latency-card.tsx'
import { REALIZATIONS, realizationText } from '../components/realization-mark.tsx'
import './fleet-page.css'

const FILTERS = ['realization'] as const
const OPTIONS = REALIZATIONS.map((value) => ({ value, label: realizationText(value) }))
/** The strip shows every host up to here; larger fleets are read by the table's filters. */
const STRIP = 500

export const FleetPage = () => {
  const state = useTableState(FILTERS, { sort: 'name' })
  const { realization, ...query } = state.query
  const result = useQuery(
    fleetQuery({
      ...query,
      ...(realization ? { realization: realization as FleetHost['realization'] } : {}),
    }),
  )
  const all = useQuery(fleetQuery({ limit: STRIP, sort: 'name' }))
  const summary = all.data?.summary
  return (
    <>
      <PageHeader
        title="Enforcement"
        description={
          summary
            ? `${summary.realized} of ${plural(summary.hosts, 'host')} enforce revision ${summary.wantedRevision ?? 'none'}`
            : 'What each host should and does enforce'
        }
      />
      <PageSection hasBodyWrapper={false} className="fg-stack">
        <div className="fg-fleet__cards">
          <Card isCompact>
            <CardTitle component="h2">Hosts</CardTitle>
            <CardBody className="fg-stack">
              {summary ? (
                <>
                  <p className="fg-num">
                    {REALIZATIONS.map((one) => (
                      <Link key={one} className="fg-fleet__count" to={paths.fleet({ realization: one })}>
                        <strong>{summary[one]}</strong> {realizationText(one).toLowerCase()}
                      </Link>
                    ))}
                  </p>
                  <HostStrip hosts={all.data?.items ?? []} />
                </>
              ) : (
                <LoadingLines lines={4} />
              )}
            </CardBody>
          </Card>
          {/* Revision 0 is the empty set before the first publish: nobody waited for it. */}
          {summary?.wantedRevision ? <LatencyCard revision={summary.wantedRevision} /> : null}
        </div>
        <DataTable
          id="fleet"
          label="Hosts"
          columns={hostColumns}
          rowKey={(host) => host.id}
          result={result}
          state={state}
          filters={
            <FilterToolbar
              state={state}
              searchHint="Host or cluster"
              choices={[{ name: 'realization', label: 'Realization', options: OPTIONS }]}
            />
          }
          empty={
            <Nothing title="No hosts yet" icon={ServerIcon}>
              Hosts that run a Distributed Firewall Engine appear here with the revision they enforce. Add
              them by the API or with a Flowgate document: <code>flowgate apply</code>.
            </Nothing>
          }
        />
      </PageSection>
    </>
  )
}
