import { BundleIcon } from '@patternfly/react-icons'
import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { plural } from '../../../../lib/format.ts'
import type { FlowNode } from '../../model/flow-elements.ts'
import { NodeFrame } from './node-frame.tsx'

/** All workloads with the same tag `app`. */
export const ApplicationNode = memo(({ data: { item } }: NodeProps<FlowNode>) => (
  <NodeFrame item={item} icon={BundleIcon} detail={plural(item.node.workloads, 'workload')} />
))
