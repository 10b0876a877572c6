import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import { DiffView } from '../yaml/diff-view.tsx'
import { toYaml } from '../yaml/to-yaml.ts'

interface ConflictDialogProps {
  /** `group Web servers`. */
  readonly what: string
  /** The object as somebody else saved it meanwhile (`context.current` of `precondition_failed`). */
  readonly theirs: unknown
  /** What the reader was about to save. */
  readonly mine: unknown
  /** Drops what was typed. */
  readonly onReload: () => void
  /** Saves what was typed over the other's version, which has just been shown. */
  readonly onOverwrite: () => void
  /** Back to the form; nothing is lost. */
  readonly onClose: () => void
}

/** Somebody saved first: shows both versions before anything is overwritten. */
export const ConflictDialog = ({
  what,
  theirs,
  mine,
  onReload,
  onOverwrite,
  onClose,
}: ConflictDialogProps) => (
  <Modal isOpen variant="large" aria-label={`Somebody else changed ${what}`} onClose={onClose}>
    <ModalHeader
      title={`Somebody else changed ${what}`}
      description="Left: saved meanwhile. Right: what you were about to save. Nothing has been written yet."
      titleIconVariant="warning"
    />
    <ModalBody>
      <DiffView before={toYaml(theirs)} after={toYaml(mine)} label={`Differences in ${what}`} />
    </ModalBody>
    <ModalFooter>
      <Button variant="primary" onClick={onClose}>
        Keep editing
      </Button>
      <Button variant="secondary" onClick={onReload}>
        Discard mine and reload
      </Button>
      <Button variant="danger" onClick={onOverwrite}>
        Overwrite with mine
      </Button>
    </ModalFooter>
  </Modal>
)
