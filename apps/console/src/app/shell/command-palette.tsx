import { Modal, ModalBody, TextInputGroup, TextInputGroupMain } from '@patternfly/react-core'
import { AngleRightIcon, BoltIcon, SearchIcon } from '@patternfly/react-icons'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { OBJECT_ICON } from '../../ui/object-chip.tsx'
import { useActiveItem } from '../../ui/picker/use-active-item.ts'
import type { PaletteItem } from '../palette/palette-item.ts'
import { usePaletteItems } from '../palette/use-palette-items.ts'
import './command-palette.css'

interface CommandPaletteProps {
  readonly onClose: () => void
  readonly onKeyboardHelp: () => void
}
const iconOf = (item: PaletteItem) =>
  item.kind ? OBJECT_ICON[item.kind] : item.section === 'Pages' ? AngleRightIcon : BoltIcon

/** Search over objects, pages and actions, by keyboard alone. */
export const CommandPalette = ({ onClose, onKeyboardHelp }: CommandPaletteProps) => {
  const [text, setText] = useState('')
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const { items, isSearching } = usePaletteItems(text, onKeyboardHelp)
  const active = useActiveItem(items.map((item) => item.id))
  const optionId = (id: string) => `${listId}-${id}`
  const run = (item: PaletteItem | undefined) => {
    if (!item) return
    onClose()
    item.run()
  }
  useEffect(() => {
    if (active.value)
      list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [active.value])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      active.move(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(items.find((item) => item.id === active.value))
    }
  }
  return (
    <Modal
      isOpen
      variant="small"
      position="top"
      aria-label="Search and commands"
      onClose={onClose}
      className="fg-palette"
    >
      <ModalBody>
        <TextInputGroup>
          <TextInputGroupMain
            icon={<SearchIcon />}
            value={text}
            onChange={(_event, value) => {
              setText(value)
              active.set(null)
            }}
            onKeyDown={onKeyDown}
            // At once: what is typed meanwhile would be lost.
            inputProps={{ autoFocus: true }}
            placeholder="Name, address, tag, page or action"
            role="combobox"
            aria-label="Search and commands"
            isExpanded
            aria-controls={listId}
            {...(active.value ? { 'aria-activedescendant': optionId(active.value) } : {})}
            autoComplete="off"
          />
        </TextInputGroup>
        <div ref={list} id={listId} role="listbox" aria-label="Results" className="fg-palette__list">
          {items.map((item, index) => {
            const Icon = iconOf(item)
            const selected = item.id === active.value
            return (
              <div key={item.id}>
                {items[index - 1]?.section !== item.section && (
                  <div className="fg-palette__section" aria-hidden="true">
                    {item.section}
                  </div>
                )}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the focus and the keys */}
                <div
                  id={optionId(item.id)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={selected}
                  className="fg-palette__item"
                  onMouseMove={() => active.set(item.id)}
                  onClick={() => run(item)}
                >
                  <Icon />
                  <span className="fg-truncate">{item.label}</span>
                  <span className="fg-subtle fg-truncate fg-palette__detail">{item.detail}</span>
                </div>
              </div>
            )
          })}
        </div>
        {items.length === 0 && (
          <p className="fg-subtle fg-palette__none" role="status">
            {isSearching ? 'Searching…' : `Nothing found for “${text.trim()}”.`}
          </p>
        )}
      </ModalBody>
    </Modal>
  )
}
