import { Alert, Button, Progress } from '@patternfly/react-core'
import { Link } from 'react-router'
import { errorText } from '../../../lib/api.ts'
import { formatBytes, formatCount, formatDuration, plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import type { UploadItem, UploadState } from '../model/upload-state.ts'

interface UploadRowProps {
  readonly item: UploadItem
  readonly onCancel: () => void
  readonly onDismiss: () => void
}
/** Sending is the first half of the bar; what follows has no known end. */
const progressOf = (state: UploadState): readonly [value: number, text: string] => {
  switch (state.stage) {
    case 'sending':
      return [state.share * 50, state.share === 0 ? 'waiting' : `${Math.round(state.share * 100)} % sent`]
    case 'reading':
      return [70, `reading: ${plural(state.records, 'record')}, ${plural(state.badLines, 'bad line')}`]
    case 'storing':
      return [90, `storing ${plural(state.records, 'record')}`]
    default:
      return [100, '']
  }
}

export const UploadRow = ({ item, onCancel, onDismiss }: UploadRowProps) => {
  const { file, state } = item
  if (state.stage === 'failed' || state.stage === 'cancelled')
    return (
      <Alert
        isInline
        variant={state.stage === 'failed' ? 'danger' : 'info'}
        title={
          state.stage === 'failed'
            ? `${file.name} was not imported`
            : `${file.name}: cancelled, nothing was imported`
        }
        actionClose={
          <Button variant="plain" size="sm" onClick={onDismiss}>
            Dismiss
          </Button>
        }
      >
        {state.stage === 'failed' && errorText(state.error)}
      </Alert>
    )
  if (state.stage === 'done') {
    const { result } = state
    const { parseMs, storeMs } = result.timing
    return (
      <Alert
        isInline
        variant={result.badLines > 0 ? 'warning' : 'success'}
        title={
          result.repeated
            ? `${file.name} was imported before: nothing changed`
            : `${file.name}: ${plural(result.records, 'record')} in ${plural(result.flows, 'flow')}`
        }
        actionClose={
          <Button variant="plain" size="sm" onClick={onDismiss}>
            Dismiss
          </Button>
        }
        actionLinks={
          <span className="fg-row">
            <Link to={paths.importDetail(result.id)}>
              {result.badLines > 0 ? `See ${plural(result.badLines, 'bad line')}` : 'Details'}
            </Link>
            <Link to={paths.traffic({ importId: result.id, from: result.firstSeen, to: result.lastSeen })}>
              Flows
            </Link>
            <Link to={paths.map({ importId: result.id, from: result.firstSeen, to: result.lastSeen })}>
              Map
            </Link>
          </span>
        }
      >
        {result.badLines > 0 &&
          `${plural(result.badLines, 'line')} could not be read and ${result.badLines === 1 ? 'was' : 'were'} left out. `}
        {result.skipped > 0 && `${plural(result.skipped, 'record')} without traffic skipped. `}
        Read in {formatDuration(parseMs)}, stored in {formatDuration(storeMs)}.
      </Alert>
    )
  }
  const [value, text] = progressOf(state)
  return (
    <div className="fg-upload">
      <Progress
        value={value}
        title={`${file.name} (${formatBytes(file.size)})`}
        label={text}
        valueText={text}
        measureLocation="top"
        size="sm"
        id={`upload-${item.id}`}
      />
      <Button variant="link" onClick={onCancel} aria-label={`Cancel ${file.name}`}>
        Cancel
      </Button>
      <span className="fg-subtle" role="status">
        {state.stage === 'sending'
          ? ''
          : `${formatCount('records' in state ? state.records : 0)} records so far`}
      </span>
    </div>
  )
}
