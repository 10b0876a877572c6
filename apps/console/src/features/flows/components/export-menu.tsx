import { exportFlows, type Input } from '@flowgate/shared'
import {
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from '@patternfly/react-core'
import { DownloadIcon } from '@patternfly/react-icons'
import { type Ref, useState } from 'react'
import { api } from '../../../lib/api.ts'

type Filter = Omit<NonNullable<Input<typeof exportFlows>['query']>, 'format'>

/** All flows that match, as a file. The browser downloads it with the session's cookie. */
export const ExportMenu = ({ filter }: { readonly filter: Filter }) => {
  const [open, setOpen] = useState(false)
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'end' }}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle ref={ref} isExpanded={open} icon={<DownloadIcon />} onClick={() => setOpen(!open)}>
          Export
        </MenuToggle>
      )}
    >
      <DropdownList>
        {(['csv', 'ndjson'] as const).map((format) => (
          <DropdownItem
            key={format}
            to={api.url(exportFlows, { query: { ...filter, format } })}
            download="flows"
          >
            {format === 'csv' ? 'CSV' : 'NDJSON'}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  )
}
