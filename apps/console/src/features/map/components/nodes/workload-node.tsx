import { VirtualMachineIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import type { FlowNode } from '../../model/flow-elements.ts'
import { NodeFrame } from './node-frame.tsx'

/** One workload. */
export const WorkloadNode = memo(({ data: { item } }: NodeProps<FlowNode>) => (
  <NodeFrame
    item={item}
    icon={VirtualMachineIcon}
    detail={item.node.tags.find((tag) => !/^(app|tier):/.test(tag)) ?? 'workload'}
  />
))
