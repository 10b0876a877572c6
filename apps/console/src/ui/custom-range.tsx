import {
  Button,
  Form,
  FormGroup,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import { rangeEnds, type TimeRangeValue } from './time-ranges.ts'

interface CustomRangeProps {
  readonly value: TimeRangeValue
  readonly onApply: (value: TimeRangeValue) => void
  readonly onClose: () => void
}
/** For `<input type="datetime-local">`. */
const toLocal = (instant: string): string => {
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export const CustomRange = ({ value, onApply, onClose }: CustomRangeProps) => {
  const [ends, setEnds] = useState(() => {
    const { from, to } = rangeEnds(value, Date.now())
    return { from: toLocal(from), to: toLocal(to) }
  })
  const from = new Date(ends.from)
  const to = new Date(ends.to)
  const valid = from < to
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (valid) onApply({ kind: 'between', from: from.toISOString(), to: to.toISOString() })
  }
  return (
    <Modal isOpen variant="small" aria-label="Between two times" onClose={onClose}>
      <ModalHeader title="Between two times" description="In your time zone." />
      <ModalBody>
        <Form id="custom-range" onSubmit={submit}>
          <FormGroup label="From" fieldId="range-from">
            <TextInput
              id="range-from"
              type="datetime-local"
              value={ends.from}
              onChange={(_event, next) => setEnds({ ...ends, from: next })}
            />
          </FormGroup>
          <FormGroup label="To" fieldId="range-to">
            <TextInput
              id="range-to"
              type="datetime-local"
              value={ends.to}
              onChange={(_event, next) => setEnds({ ...ends, to: next })}
            />
            {!valid && (
              <HelperText>
                <HelperTextItem variant="error">The end must be after the start.</HelperTextItem>
              </HelperText>
            )}
          </FormGroup>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="custom-range" isDisabled={!valid}>
          Show this window
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}
