import { GlobeIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import type { FlowNode } from '../../model/flow-elements.ts'
import { NodeFrame } from './node-frame.tsx'

/** One address of no workload. */
export const AddressNode = memo(({ data: { item } }: NodeProps<FlowNode>) => (
  <NodeFrame item={item} icon={GlobeIcon} detail="address" mono />
))
