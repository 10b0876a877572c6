import type { WorkloadItem } from '@flowgate/shared'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { Nothing } from '../../../ui/states.tsx'
import { CopyMono, Mono } from '../../../ui/text/mono.tsx'

export const VnicTable = ({ vnics }: { readonly vnics: WorkloadItem['vnics'] }) =>
  vnics.length === 0 ? (
    <Nothing title="No vNICs">Without an address, no policy can be enforced for it.</Nothing>
  ) : (
    <Table aria-label="vNICs" variant="compact" gridBreakPoint="">
      <Thead>
        <Tr>
          <Th>vNIC</Th>
          <Th>Segment</Th>
          <Th>MAC</Th>
          <Th>Addresses</Th>
        </Tr>
      </Thead>
      <Tbody>
        {vnics.map(({ id, segment, mac, addresses }) => (
          <Tr key={id}>
            <Td dataLabel="vNIC">
              <Mono>{id}</Mono>
            </Td>
            <Td dataLabel="Segment">
              {segment === null ? '–' : <Link to={paths.workloads({ segment })}>{segment}</Link>}
            </Td>
            <Td dataLabel="MAC">
              <Mono>{mac ?? '–'}</Mono>
            </Td>
            <Td dataLabel="Addresses">
              <span className="fg-row fg-row--wrap">
                {addresses.map((address) => (
                  <CopyMono key={address} text={address} />
                ))}
              </span>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
