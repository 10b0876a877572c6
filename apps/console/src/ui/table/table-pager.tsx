import { Button } from '@patternfly/react-core'
import { AngleLeftIcon, AngleRightIcon } from '@patternfly/react-icons'
import { formatExact } from '../../lib/format.ts'
import { SelectOne } from '../select-one.tsx'
import type { TableView } from './use-table-state.ts'

interface TablePagerProps {
  readonly state: TableView
  readonly shown: number
  readonly total: number
  readonly nextCursor: string | null
  readonly label: string
}
const SIZES = ['20', '50', '100', '200'].map((value) => ({ value, label: `${value} a page` }))

export const TablePager = ({ state, shown, total, nextCursor, label }: TablePagerProps) => {
  const first = (state.page - 1) * state.limit + 1
  return (
    <nav className="fg-pager" aria-label={`Pages of ${label}`}>
      <span className="fg-num">
        {shown === 0 ? '0' : `${formatExact(first)}–${formatExact(first + shown - 1)}`} of{' '}
        {formatExact(total)}
      </span>
      <SelectOne
        label="Rows a page"
        value={String(state.limit)}
        options={SIZES}
        onChange={(value) => state.setLimit(Number(value))}
      />
      <Button
        variant="plain"
        aria-label="Previous page"
        icon={<AngleLeftIcon />}
        isDisabled={state.page === 1}
        onClick={state.previous}
      />
      <Button
        variant="plain"
        aria-label="Next page"
        icon={<AngleRightIcon />}
        isDisabled={nextCursor === null}
        onClick={() => nextCursor !== null && state.next(nextCursor)}
      />
    </nav>
  )
}
