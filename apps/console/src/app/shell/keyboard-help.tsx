import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Modal,
  ModalBody,
  ModalHeader,
} from '@patternfly/react-core'
import { Kbd } from '../../ui/text/kbd.tsx'
import { GO_KEYS } from './use-global-keys.ts'

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl+K', 'Search everything, run a command (Cmd+K on a Mac)'],
  ['/', 'Search everything'],
  ['?', 'This help'],
  ['Esc', 'Close a panel, a dialog or a menu'],
  ['Enter', 'Open the row or node that has the focus'],
  ['↑+↓', 'Move in lists, menus and the map'],
]

export const KeyboardHelp = ({ onClose }: { readonly onClose: () => void }) => (
  <Modal isOpen variant="small" aria-label="Keyboard" onClose={onClose}>
    <ModalHeader title="Keyboard" />
    <ModalBody>
      <DescriptionList isHorizontal isCompact>
        {[
          ...KEYS,
          ...Object.entries(GO_KEYS).map(([key, { label }]) => [`g+${key}`, `Go to ${label}`] as const),
        ].map(([keys, does]) => (
          <DescriptionListGroup key={keys}>
            <DescriptionListTerm>
              <Kbd keys={keys} />
            </DescriptionListTerm>
            <DescriptionListDescription>{does}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
    </ModalBody>
  </Modal>
)
