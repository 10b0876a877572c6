import { LayerGroupIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { plural } from '../../../../lib/format.ts'
import type { FlowNode } from '../../model/flow-elements.ts'
import { NodeFrame } from './node-frame.tsx'

/** Workloads of one application with the same tag `tier`. */
export const TierNode = memo(({ data: { item } }: NodeProps<FlowNode>) => (
  <NodeFrame item={item} icon={LayerGroupIcon} detail={plural(item.node.workloads, 'workload')} />
))
