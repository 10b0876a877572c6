import { LockIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import type { FlowNode } from '../../model/flow-elements.ts'
import { NodeFrame } from './node-frame.tsx'

/** Something that the reader's scope does not reach. */
export const HiddenNode = memo(({ data: { item } }: NodeProps<FlowNode>) => (
  <NodeFrame item={item} icon={LockIcon} detail="outside your scope" />
))
