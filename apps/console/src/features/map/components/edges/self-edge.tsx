import type { EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import type { FlowEdge } from '../../model/flow-elements.ts'
import { EdgeLine } from './edge-line.tsx'

/** Traffic within one node. */
export const SelfEdge = memo(({ data }: EdgeProps<FlowEdge>) => (data ? <EdgeLine data={data} /> : null))
