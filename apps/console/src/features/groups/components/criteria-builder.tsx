import { Button, TextInput, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { PlusIcon, TimesIcon } from '@patternfly/react-icons'
import { type EntitySource, segmentSource, TYPED_ONLY } from '../../../lib/entity-sources.ts'
import { ChipsEditor } from '../../../ui/chips/chips-editor.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import { valueSource } from '../api/tag-values.ts'
import { fieldLabel, newBranch, newCriterion, operatorLabel, type TreeNode } from '../model/criteria-tree.ts'
import './criteria.css'

interface NodeProps {
  readonly node: TreeNode
  readonly onChange: (node: TreeNode) => void
  readonly onRemove: (() => void) | null
  readonly depth: number
}
type CriterionNode = Extract<TreeNode, { kind: 'criterion' }>
const FIELDS = ['tag', 'name', 'os', 'segment'] as const
const OPERATORS = ['equals', 'not-equals', 'in', 'starts-with', 'ends-with', 'contains', 'exists'] as const

const sourceFor = ({ criterion }: CriterionNode): EntitySource => {
  if (criterion.field === 'tag') return valueSource(criterion.scope ?? '')
  return criterion.field === 'segment' ? segmentSource : TYPED_ONLY
}

const Row = ({ node, onChange, onRemove }: Omit<NodeProps, 'node'> & { readonly node: CriterionNode }) => {
  const { criterion, negated } = node
  const set = (patch: Partial<CriterionNode['criterion']>) =>
    onChange({ ...node, criterion: { ...criterion, ...patch } })
  const single = criterion.operator !== 'in'
  return (
    <fieldset className="fg-criterion" aria-label="Condition">
      <NegateToggle negated={negated} onChange={(next) => onChange({ ...node, negated: next })} />
      <SelectOne
        label="Field"
        value={criterion.field}
        options={FIELDS.map((field) => ({ value: field, label: fieldLabel(field) }))}
        onChange={(value) => {
          const field = FIELDS.find((item) => item === value) ?? 'tag'
          set({ field, scope: field === 'tag' ? 'app' : null, values: [] })
        }}
      />
      {criterion.field === 'tag' && (
        <TextInput
          aria-label="Tag scope"
          className="fg-criterion__scope fg-mono"
          placeholder="scope"
          value={criterion.scope ?? ''}
          onChange={(_event, scope) => set({ scope })}
        />
      )}
      <SelectOne
        label="Operator"
        value={criterion.operator}
        options={OPERATORS.map((operator) => ({ value: operator, label: operatorLabel(operator) }))}
        onChange={(value) => {
          const operator = OPERATORS.find((item) => item === value) ?? 'equals'
          set({ operator, values: operator === 'in' ? criterion.values : criterion.values.slice(0, 1) })
        }}
      />
      {criterion.operator !== 'exists' &&
        (single ? (
          <TextInput
            aria-label="Value"
            className="fg-criterion__value fg-mono"
            placeholder="value"
            value={criterion.values[0] ?? ''}
            onChange={(_event, value) => set({ values: value === '' ? [] : [value] })}
          />
        ) : (
          <div className="fg-criterion__values">
            <ChipsEditor
              label="Values"
              kind="tag"
              source={sourceFor(node)}
              placeholder="values"
              chips={criterion.values.map((value) => ({ kind: 'tag', id: value, name: value }))}
              onChange={(chips) => set({ values: chips.map((chip) => chip.id) })}
              parse={(text) => ({ kind: 'tag', id: text, name: text })}
            />
          </div>
        ))}
      {onRemove && (
        <Button
          variant="plain"
          size="sm"
          aria-label="Remove condition"
          icon={<TimesIcon />}
          onClick={onRemove}
        />
      )}
    </fieldset>
  )
}

const NegateToggle = ({
  negated,
  onChange,
}: {
  readonly negated: boolean
  readonly onChange: (negated: boolean) => void
}) => (
  <Button
    variant={negated ? 'secondary' : 'link'}
    size="sm"
    aria-pressed={negated}
    title="Everything that does not fit"
    onClick={() => onChange(!negated)}
  >
    not
  </Button>
)

/** A boolean tree: all of or any of its conditions, each or a branch of its own negated. */
export const CriteriaBuilder = ({ node, onChange, onRemove, depth }: NodeProps) => {
  if (node.kind === 'criterion')
    return <Row node={node} onChange={onChange} onRemove={onRemove} depth={depth} />
  const setChild = (index: number, next: TreeNode | null) =>
    onChange({
      ...node,
      children: node.children.flatMap((child, at) => (at === index ? (next ?? []) : child)),
    })
  return (
    <fieldset
      className={`fg-branch fg-branch--${node.kind}`}
      aria-label={node.kind === 'all' ? 'All of' : 'Any of'}
    >
      <div className="fg-row">
        {depth > 0 && (
          <NegateToggle negated={node.negated} onChange={(negated) => onChange({ ...node, negated })} />
        )}
        <ToggleGroup isCompact aria-label="How the conditions are joined">
          {(['all', 'any'] as const).map((kind) => (
            <ToggleGroupItem
              key={kind}
              buttonId={`${node.key}-${kind}`}
              text={kind === 'all' ? 'All of' : 'Any of'}
              isSelected={node.kind === kind}
              onChange={() => onChange({ ...node, kind })}
            />
          ))}
        </ToggleGroup>
        {onRemove && (
          <Button
            variant="plain"
            size="sm"
            aria-label="Remove branch"
            icon={<TimesIcon />}
            onClick={onRemove}
          />
        )}
      </div>
      {node.children.map((child, index) => (
        <CriteriaBuilder
          key={child.key}
          node={child}
          depth={depth + 1}
          onChange={(next) => setChild(index, next)}
          onRemove={() => setChild(index, null)}
        />
      ))}
      <div className="fg-row">
        <Button
          variant="link"
          size="sm"
          icon={<PlusIcon />}
          onClick={() => onChange({ ...node, children: [...node.children, newCriterion()] })}
        >
          Add condition
        </Button>
        {depth < 5 && (
          <Button
            variant="link"
            size="sm"
            icon={<PlusIcon />}
            onClick={() =>
              onChange({
                ...node,
                children: [...node.children, newBranch(node.kind === 'all' ? 'any' : 'all')],
              })
            }
          >
            Add branch
          </Button>
        )}
      </div>
    </fieldset>
  )
}
