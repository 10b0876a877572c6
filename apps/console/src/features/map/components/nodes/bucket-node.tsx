import { CloudIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { plural } from '../../../../lib/format.ts'
import type { FlowNode } from '../../model/flow-elements.ts'
import { NodeFrame } from './node-frame.tsx'

/** Everything that has no better place: uncategorized workloads, unknown and external addresses. */
export const BucketNode = memo(({ data: { item } }: NodeProps<FlowNode>) => (
  <NodeFrame
    item={item}
    icon={CloudIcon}
    detail={
      item.node.workloads > 0
        ? plural(item.node.workloads, 'workload')
        : plural(item.node.addresses, 'address', 'addresses')
    }
  />
))
