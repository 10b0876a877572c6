import { z } from 'zod'
import { enforcementMode } from '../document/inventory.ts'
import { instant } from '../primitives/ids.ts'
import { csv, page, pageQuery } from '../primitives/paging.ts'
import { decidedBy, flowFilter, flowState, selector } from './flows.ts'
import { operation } from './operation.ts'

export const mapNode = z
  .object({
    /** A selector: what to filter flows by to see this node’s traffic. */
    id: z.string(),
    kind: z.enum(['application', 'tier', 'workload', 'bucket', 'address', 'hidden']),
    label: z.string(),
    /** The node it lies in when that one is expanded. */
    parent: z.string().nullable(),
    expandable: z.boolean(),
    expanded: z.boolean(),
    workloads: z.number().int(),
    addresses: z.number().int(),
    /** Of its workloads; absent modes are left out. */
    modes: z.partialRecord(enforcementMode, z.number().int()),
    /** Sessions that explicit rules decided, 0 to 1; null without traffic. */
    protectedShare: z.number().nullable(),
    tags: z.array(z.string()),
    workloadId: z.string().nullable(),
  })
  .meta({ id: 'MapNode' })
export type MapNode = z.infer<typeof mapNode>

export const mapEdge = z
  .object({
    /** `SOURCE>DESTINATION`. */
    id: z.string(),
    source: z.string(),
    target: z.string(),
    state: flowState,
    /** Sessions by state: an edge may have several. */
    states: z.partialRecord(flowState, z.number()),
    /** The largest first, at most five; `services` in all. */
    top: z.array(
      z.object({ protocol: z.string(), port: z.number().int().nullable(), service: z.string().nullable() }),
    ),
    services: z.number().int(),
    /** How many edges it stands for: more than one where a map has so many that those between opened nodes are drawn as one. */
    edges: z.number().int(),
    flows: z.number().int(),
    sessions: z.number(),
    bytes: z.number(),
    firstSeen: instant,
    lastSeen: instant,
  })
  .meta({ id: 'MapEdge' })
export type MapEdge = z.infer<typeof mapEdge>

const mapLevel = z.enum(['application', 'tier', 'workload'])
const mapFilter = flowFilter.extend({ q: z.string().max(200).optional() })
/** What is drawn as a node. */
const mapDepth = {
  /** Nodes to show from the inside: applications and tiers. */
  expand: csv(selector, 200).optional(),
  /** What every application is opened to, if that fits; `expand` opens single nodes one level further. */
  level: mapLevel.default('application'),
}
export const getMap = operation({
  id: 'map.get',
  method: 'get',
  path: '/map',
  summary: 'The dependency map: applications, or what they are expanded to, with the traffic between them',
  permission: 'flow:read',
  query: mapFilter.extend({
    ...mapDepth,
    /** A node whose edges are all in the answer, also when not all edges are. */
    focus: selector.optional(),
  }),
  response: z.object({
    nodes: z.array(mapNode),
    edges: z.array(mapEdge),
    window: z.object({ from: instant, to: instant }),
    /** What applications are opened to: less than `level` where that would be more nodes than a map can show. */
    level: mapLevel,
    /** Edges and flows by state, those left out of a large answer counted in. */
    legend: z.record(
      flowState,
      z.object({ edges: z.number().int(), flows: z.number().int(), sessions: z.number() }),
    ),
    /** How far to believe it. */
    completeness: z.object({
      hosts: z.number().int(),
      reporting: z.number().int(),
      dropped: z.number().int(),
      /** True when nodes or flows were left out to keep the answer small. */
      truncated: z.boolean(),
      /** All there are. `edges` of the answer may stand for fewer: of each state the busiest; `/map/edges` lists all. */
      edges: z.number().int(),
    }),
  }),
})
export const listMapEdges = operation({
  id: 'map.edges',
  method: 'get',
  path: '/map/edges',
  summary: 'The edges of the dependency map as a list: all of them, page by page',
  permission: 'flow:read',
  query: mapFilter.extend({ ...mapDepth, ...pageQuery.omit({ q: true }).shape }),
  response: page(
    mapEdge.extend({
      /** With what the node lies in: `shop / web`. */
      sourcePath: z.string(),
      destinationPath: z.string(),
    }),
  ),
})
export const getMapEdge = operation({
  id: 'map.edge',
  method: 'get',
  path: '/map/edge',
  summary: 'What lies behind an edge: each service with its deciding rule',
  permission: 'flow:read',
  query: mapFilter.extend({ source: selector, destination: selector }),
  response: z.object({
    sourceLabel: z.string(),
    destinationLabel: z.string(),
    flows: z.number().int(),
    sessions: z.number(),
    bytes: z.number(),
    firstSeen: instant.nullable(),
    lastSeen: instant.nullable(),
    services: z.array(
      z.object({
        protocol: z.string(),
        port: z.number().int().nullable(),
        service: z.string().nullable(),
        serviceId: z.string().nullable(),
        state: flowState,
        decidedBy,
        processes: z.array(z.string()),
        users: z.array(z.string()),
        flows: z.number().int(),
        sessions: z.number(),
        bytes: z.number(),
        firstSeen: instant,
        lastSeen: instant,
        /** One pair that spoke so, for testing and explaining. */
        example: z.object({ source: z.string(), destination: z.string() }),
      }),
    ),
  }),
})

const share = { id: z.string(), name: z.string() }
export const getMapNode = operation({
  id: 'map.node',
  method: 'get',
  path: '/map/node',
  summary:
    'What the workloads of a node have to do with policy: their groups, and the policies that name them',
  permission: ['flow:read', 'policy:read'],
  query: z.object({ node: selector }),
  response: z.object({
    workloads: z.number().int(),
    /** Published groups with at least one of them; `members` of the node's workloads. The fullest first. */
    groups: z.array(z.object({ ...share, members: z.number().int() })),
    /**
     * Enabled policies with rules that name one of these groups, or an address of one of these workloads, as source,
     * destination or what they are applied to. A rule for anything at all names nobody.
     */
    policies: z.array(z.object({ ...share, category: z.string(), rules: z.number().int() })),
  }),
})
