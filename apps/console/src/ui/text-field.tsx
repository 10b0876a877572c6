import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core'

interface TextFieldProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'email' | 'password' | 'number'
  readonly autoComplete?: string
  readonly autoFocus?: boolean
  readonly isReadOnly?: boolean
  readonly mono?: boolean
  /** What is wrong with it, or what would be right. */
  readonly error?: string | undefined
  readonly hint?: string
}

export const TextField = (props: TextFieldProps) => {
  const { id, label, value, onChange, type = 'text', error, hint } = props
  const help = error ?? hint
  return (
    <FormGroup label={label} fieldId={id}>
      <TextInput
        id={id}
        name={id}
        type={type}
        value={value}
        isRequired
        autoComplete={props.autoComplete ?? 'off'}
        autoFocus={props.autoFocus === true}
        {...(props.isReadOnly ? { readOnlyVariant: 'default' as const } : {})}
        className={props.mono ? 'fg-mono' : ''}
        validated={error ? 'error' : 'default'}
        onChange={(_event, next) => onChange(next)}
        {...(help ? { 'aria-describedby': `${id}-help` } : {})}
      />
      {help && (
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <HelperTextItem variant={error ? 'error' : 'default'}>{help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  )
}
