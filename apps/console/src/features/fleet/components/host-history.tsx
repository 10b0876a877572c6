import type { getFleetHost, Output } from '@flowgate/shared'
import { Label } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { Link } from 'react-router'
import { formatDuration } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { Nothing } from '../../../ui/states.tsx'
import { Time } from '../../../ui/text/time.tsx'

type History = Output<typeof getFleetHost>['history']

/** What the host was sent and what became of it, newest first. */
export const HostHistory = ({ history }: { readonly history: History }) =>
  history.length === 0 ? (
    <Nothing title="Nothing realized yet" />
  ) : (
    <Table aria-label="History" variant="compact" gridBreakPoint="">
      <Thead>
        <Tr>
          <Th>Revision</Th>
          <Th>When</Th>
          <Th className="fg-numeric">Latency</Th>
          <Th>Outcome</Th>
        </Tr>
      </Thead>
      <Tbody>
        {history.map((one) => (
          <Tr key={`${one.revision}-${one.at}`}>
            <Td dataLabel="Revision">
              <Link to={paths.revision(one.revision)}>r{one.revision}</Link>
            </Td>
            <Td dataLabel="When">
              <Time at={one.at} exact />
            </Td>
            <Td dataLabel="Latency" className="fg-numeric">
              <span className="fg-num">{one.latencyMs === null ? '–' : formatDuration(one.latencyMs)}</span>
            </Td>
            <Td dataLabel="Outcome">
              {one.error === null ? (
                <Label isCompact color="green">
                  realized
                </Label>
              ) : (
                one.error
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
