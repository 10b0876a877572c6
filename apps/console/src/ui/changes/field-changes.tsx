import type { ObjectChange } from '@flowgate/shared'
import { toYaml } from '../yaml/to-yaml.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => {
  if (value === undefined) return ''
  if (typeof value === 'string') return value === '' ? '(empty)' : value
  if (Array.isArray(value) && value.length === 0) return '(none)'
  return isRecord(value) || Array.isArray(value) ? toYaml(value).trimEnd() : String(value)
}
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.values(value).every((part) => part === false || isEmpty(part)))

/** Names of the fields worth showing: those that differ, or what a new or deleted object holds. */
const fieldsOf = ({ fields, before, after }: ObjectChange): readonly string[] => {
  if (fields.length > 0) return fields
  const only = after ?? before
  return isRecord(only) ? Object.keys(only).filter((name) => !isEmpty(only[name])) : []
}

/** One object's fields, before and after. */
export const FieldChanges = ({ change }: { readonly change: ObjectChange }) => {
  const { before, after } = change
  const [old, next] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}]
  return (
    <table className="fg-fields">
      <thead>
        <tr>
          <th>Field</th>
          {before !== null && <th>Before</th>}
          {after !== null && <th>After</th>}
        </tr>
      </thead>
      <tbody>
        {fieldsOf(change).map((field) => {
          const isPlace = field === 'position' || field === 'policy'
          return (
            <tr key={field}>
              <th scope="row">{field}</th>
              {before !== null && <td className="fg-fields__old">{isPlace ? '' : text(old[field])}</td>}
              {after !== null && <td className="fg-fields__new">{isPlace ? 'moved' : text(next[field])}</td>}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
