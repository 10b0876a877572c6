import { BundleIcon, LayerGroupIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { plural } from '../../../../lib/format.ts'
import type { FlowNode } from '../../model/flow-elements.ts'
import { useNodeActions } from '../node-actions.ts'
import { ProtectionRing } from './ring.tsx'

/** An application or tier shown from the inside: a frame around what it holds. */
export const ClusterNode = memo(({ data: { item } }: NodeProps<FlowNode>) => {
  const { toggle } = useNodeActions()
  const { node } = item
  const Icon = node.kind === 'tier' ? LayerGroupIcon : BundleIcon
  return (
    <div className={`fg-cluster fg-cluster--${node.kind}`}>
      <div className="fg-cluster__head">
        <span className="fg-node__icon">
          <Icon />
        </span>
        <span className="fg-node__name" title={node.label}>
          {node.label}
        </span>
        <span className="fg-node__detail">{plural(node.workloads, 'workload')}</span>
        {node.protectedShare !== null && <ProtectionRing share={node.protectedShare} />}
        <button
          type="button"
          tabIndex={-1}
          className="fg-node__toggle nodrag nopan"
          aria-label={`Close ${node.label}`}
          onClick={(event) => {
            event.stopPropagation()
            toggle(node.id)
          }}
        >
          −
        </button>
      </div>
    </div>
  )
})
