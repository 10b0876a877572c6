import { UploadIcon } from '@patternfly/react-icons'
import { type DragEvent, useRef, useState } from 'react'
import { useCan } from '../../../lib/session.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import type { ImportFormat } from '../api/upload.ts'
import './drop-zone.css'

const FORMATS: readonly { readonly value: ImportFormat; readonly label: string }[] = [
  { value: 'auto', label: 'Recognise the format' },
  { value: 'vpc', label: 'AWS VPC flow log' },
  { value: 'zeek', label: 'Zeek conn.log' },
  { value: 'hubble', label: 'Hubble JSON lines' },
  { value: 'csv', label: 'Flowgate CSV' },
  { value: 'ndjson', label: 'Flowgate NDJSON' },
]

/** Drop files here, or choose them. */
export const DropZone = ({
  onFiles,
}: {
  readonly onFiles: (files: readonly File[], format: ImportFormat) => void
}) => {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [format, setFormat] = useState<ImportFormat>('auto')
  const { allowed } = useCan('flow:import')
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (allowed) onFiles([...event.dataTransfer.files], format)
  }
  return (
    <section
      className={`fg-drop${over && allowed ? ' fg-drop--over' : ''}`}
      aria-label="Import flow records"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <UploadIcon className="fg-drop__icon" />
      <div className="fg-drop__text">
        <strong>Drop files of flow records here</strong>
        <span className="fg-subtle">
          AWS VPC flow logs (versions 2 to 5), Zeek conn.log (TSV or JSON), Hubble JSON lines, CSV or NDJSON;
          plain or gzip. Importing the same file again changes nothing.
        </span>
      </div>
      <SelectOne
        label="Format"
        value={format}
        options={FORMATS}
        onChange={(value) => setFormat(FORMATS.find((known) => known.value === value)?.value ?? 'auto')}
      />
      <GuardedButton requires="flow:import" variant="primary" onClick={() => input.current?.click()}>
        Choose files
      </GuardedButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files of flow records"
        disabled={!allowed}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])], format)
          event.target.value = ''
        }}
      />
    </section>
  )
}
