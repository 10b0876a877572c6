import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import type { FlowNode } from '../../model/flow-elements.ts'
import { AddressNode } from './address-node.tsx'
import { ApplicationNode } from './application-node.tsx'
import { BucketNode } from './bucket-node.tsx'
import { ClusterNode } from './cluster-node.tsx'
import { FoldedNode } from './folded-node.tsx'
import { HiddenNode } from './hidden-node.tsx'
import { TierNode } from './tier-node.tsx'
import { WorkloadNode } from './workload-node.tsx'

const BY_SHAPE = {
  application: ApplicationNode,
  tier: TierNode,
  workload: WorkloadNode,
  bucket: BucketNode,
  address: AddressNode,
  hidden: HiddenNode,
  cluster: ClusterNode,
  folded: FoldedNode,
}

/** One type for React Flow, which measures a node anew, and with it the page, whenever its type changes. */
export const MapNodeView = memo((props: NodeProps<FlowNode>) => {
  const View = BY_SHAPE[props.data.item.shape]
  return <View {...props} />
})
