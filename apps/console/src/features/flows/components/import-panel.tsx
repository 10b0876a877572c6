import {
  Alert,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { formatDuration, plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PanelSection, SidePanel } from '../../../ui/side-panel.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { importQuery } from '../api/imports.ts'

interface ImportPanelProps {
  readonly importId: string
  readonly onUndo: () => void
  readonly onClose: () => void
}

/** One import with the lines that could not be read. */
export const ImportPanel = ({ importId, onUndo, onClose }: ImportPanelProps) => {
  const { data, error, refetch } = useQuery(importQuery(importId))
  const title = data?.fileName ?? 'Import'
  return (
    <SidePanel
      title={title}
      label={`Import ${title}`}
      onClose={onClose}
      actions={
        data?.status === 'done' ? (
          <>
            <Link to={paths.traffic({ importId, from: data.firstSeen, to: data.lastSeen })}>Flows</Link>
            <Link to={paths.map({ importId, from: data.firstSeen, to: data.lastSeen })}>Map</Link>
            <GuardedButton requires="flow:import" variant="link" isInline isDanger onClick={onUndo}>
              Undo import
            </GuardedButton>
          </>
        ) : undefined
      }
    >
      {error ? (
        <Failure title="Could not load this import" error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LoadingLines lines={8} />
      ) : (
        <>
          {data.status === 'undone' && (
            <Alert isInline variant="info" title="Undone: its flows were taken away again">
              <Time at={data.undoneAt} />
            </Alert>
          )}
          <DescriptionList isCompact isHorizontal>
            {(
              [
                ['Format', data.format],
                ['Records', <Quantity key="r" value={data.records} />],
                ['Flows stored', <Quantity key="f" value={data.flows} />],
                ['Skipped', <Quantity key="s" value={data.skipped} />],
                ['Bad lines', <Quantity key="b" value={data.badLines} />],
                ['Size', <Quantity key="z" value={data.bytes} unit="bytes" />],
                ['First seen', <Time key="a" at={data.firstSeen} exact />],
                ['Last seen', <Time key="l" at={data.lastSeen} exact />],
                ['Imported', <Time key="i" at={data.importedAt} />],
                ['By', data.importedBy],
                ['Reading', formatDuration(data.timing.parseMs)],
                ['Storing', formatDuration(data.timing.storeMs)],
              ] as const
            ).map(([term, value]) => (
              <DescriptionListGroup key={term}>
                <DescriptionListTerm>{term}</DescriptionListTerm>
                <DescriptionListDescription>{value}</DescriptionListDescription>
              </DescriptionListGroup>
            ))}
          </DescriptionList>
          {data.badLines > 0 && (
            <PanelSection title={`Lines that could not be read: ${plural(data.badLines, 'line')}`}>
              <Table variant="compact" aria-label="Lines that could not be read" gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>Line</Th>
                    <Th>Reason</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {data.lines.map((line) => (
                    <Tr key={line.line}>
                      <Td className="fg-mono">{line.line}</Td>
                      <Td>
                        {line.reason}
                        <div className="fg-mono fg-subtle fg-bad-line">{line.text}</div>
                      </Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
              {data.lines.length < data.badLines && (
                <p className="fg-subtle">
                  The first {data.lines.length} of {data.badLines} are kept.
                </p>
              )}
            </PanelSection>
          )}
        </>
      )}
    </SidePanel>
  )
}
