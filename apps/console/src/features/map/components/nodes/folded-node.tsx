import { BundleIcon, LayerGroupIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { plural } from '../../../../lib/format.ts'
import type { FlowNode } from '../../model/flow-elements.ts'
import { ProtectionRing } from './ring.tsx'

/** An opened node from afar: its name over the outlines of what it holds. */
export const FoldedNode = memo(({ data: { item, ghosts } }: NodeProps<FlowNode>) => {
  const { node } = item
  const Icon = node.kind === 'tier' ? LayerGroupIcon : BundleIcon
  return (
    <div className={`fg-cluster fg-cluster--${node.kind} fg-folded`}>
      <svg className="fg-folded__ghosts" aria-hidden="true">
        <path d={ghosts ?? ''} />
      </svg>
      <div className="fg-folded__text">
        <span className="fg-folded__name">
          <Icon /> {node.label}
        </span>
        <span className="fg-folded__detail">{plural(node.workloads, 'workload')}</span>
        {node.protectedShare !== null && <ProtectionRing share={node.protectedShare} />}
      </div>
    </div>
  )
})
