import { Button } from '@patternfly/react-core'
import { formatExact } from '../../lib/format.ts'

interface SelectionNoteProps {
  readonly selected: number
  readonly total: number
  readonly isBusy: boolean
  readonly onEvery: () => void
  readonly onClear: () => void
}

/** How many rows are selected, on whatever pages, and the way to all of them. */
export const SelectionNote = ({ selected, total, isBusy, onEvery, onClear }: SelectionNoteProps) =>
  selected === 0 ? null : (
    <div className="fg-row fg-table__selection" role="status">
      <span>
        <strong className="fg-num">{formatExact(selected)}</strong> of {formatExact(total)} selected
      </span>
      {selected < total && (
        <Button variant="link" isInline isLoading={isBusy} isDisabled={isBusy} onClick={onEvery}>
          Select all {formatExact(total)}
        </Button>
      )}
      <Button variant="link" isInline onClick={onClear}>
        Clear selection
      </Button>
    </div>
  )
