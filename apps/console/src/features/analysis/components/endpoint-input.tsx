import { FormGroup } from '@patternfly/react-core'
import { type Entity, workloadSource } from '../../../lib/entity-sources.ts'
import { EntityPicker } from '../../../ui/picker/entity-picker.tsx'

interface EndpointInputProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

const looksLikeAddress = (text: string): Entity | null =>
  /^[0-9a-fA-F:.]{2,45}$/.test(text) && /[.:]/.test(text) ? { id: text, name: text } : null

/** A workload, searched by name, address or tag; or any address as it is. */
export const EndpointInput = ({ label, value, onChange }: EndpointInputProps) => (
  <FormGroup label={label} isRequired>
    <EntityPicker
      label={label}
      kind={looksLikeAddress(value) ? 'address' : 'workload'}
      source={workloadSource}
      single
      selected={value === '' ? [] : [{ id: value, name: value }]}
      onChange={([chosen]) => onChange(chosen?.id ?? '')}
      parseText={looksLikeAddress}
      placeholder="Workload or address"
    />
  </FormGroup>
)
