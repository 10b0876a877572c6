import { z } from 'zod'
import {
  cluster,
  enforcementMode,
  host,
  powerState,
  segment,
  site,
  tag,
  vnic,
  workload,
  workloadKind,
} from '../document/inventory.ts'
import { displayName, freeText, instant, objectId } from '../primitives/ids.ts'
import { page, pageQuery, queryFlag } from '../primitives/paging.ts'
import { viewQuery } from '../primitives/view.ts'
import { operation } from './operation.ts'

const etag = z.string()
export const workloadItem = workload
  .extend({
    etag,
    hostName: z.string().nullable(),
    /** Values of the tags `app` and `tier`, null without one. */
    application: z.string().nullable(),
    tier: z.string().nullable(),
    updatedAt: instant,
  })
  .strip()
  .meta({ id: 'WorkloadItem' })
export type WorkloadItem = z.infer<typeof workloadItem>
const params = z.object({ workloadId: objectId })

export const listWorkloads = operation({
  id: 'inventory.listWorkloads',
  method: 'get',
  path: '/workloads',
  summary: 'Workloads',
  permission: 'inventory:read',
  query: pageQuery.extend({
    tag: z.string().max(260).optional(),
    application: z.string().max(128).optional(),
    host: objectId.optional(),
    segment: objectId.optional(),
    mode: enforcementMode.optional(),
    kind: workloadKind.optional(),
    powerState: powerState.optional(),
    untagged: queryFlag.optional(),
  }),
  response: page(workloadItem),
})
export const getWorkload = operation({
  id: 'inventory.getWorkload',
  method: 'get',
  path: '/workloads/:workloadId',
  summary: 'One workload',
  permission: 'inventory:read',
  params,
  response: workloadItem,
})
/** Id is made from the name when left out. */
export const createWorkload = operation({
  id: 'inventory.createWorkload',
  method: 'post',
  path: '/workloads',
  summary: 'Add a workload by hand',
  permission: 'inventory:write',
  body: workload.extend({ id: objectId.optional() }).strict(),
  response: workloadItem,
  status: 201,
  errors: ['id_taken', 'name_taken', 'unknown_reference'],
})
export const updateWorkload = operation({
  id: 'inventory.updateWorkload',
  method: 'patch',
  path: '/workloads/:workloadId',
  summary: 'Change a workload: tags, enforcement mode, exclusion, addresses',
  permission: 'inventory:write',
  params,
  body: z
    .object({
      name: displayName,
      host: objectId.nullable(),
      os: freeText(100).nullable(),
      powerState,
      tags: z.array(tag).max(100),
      vnics: z.array(vnic).max(32),
      mode: enforcementMode,
      selectiveServices: z.array(objectId).max(200),
      excluded: z.boolean(),
    })
    .partial()
    .strict(),
  response: workloadItem,
  ifMatch: 'required',
  errors: ['name_taken', 'unknown_reference'],
})
/** All of them or none: each must still be the version that was seen. */
export const updateWorkloads = operation({
  id: 'inventory.updateWorkloads',
  method: 'patch',
  path: '/workloads',
  summary: 'Change tags, enforcement mode or exclusion of many workloads at once',
  permission: 'inventory:write',
  body: z
    .object({
      workloads: z
        .array(z.object({ id: objectId, etag: z.string().min(1).max(100) }).strict())
        .min(1)
        .max(500),
      addTags: z.array(tag).max(100).default([]),
      removeTags: z.array(tag).max(100).default([]),
      mode: enforcementMode.optional(),
      excluded: z.boolean().optional(),
    })
    .strict(),
  response: z.object({
    /** Of those that are otherwise now. */
    changed: z.number().int(),
  }),
  errors: ['not_found', 'precondition_failed', 'invalid_input'],
})
export const deleteWorkload = operation({
  id: 'inventory.deleteWorkload',
  method: 'delete',
  path: '/workloads/:workloadId',
  summary: 'Remove a workload',
  permission: 'inventory:write',
  params,
  ifMatch: 'required',
  errors: ['in_use'],
})
/** Groups that a workload belongs to and the rules that could decide its traffic. */
export const workloadPolicies = operation({
  id: 'inventory.workloadPolicies',
  method: 'get',
  path: '/workloads/:workloadId/policies',
  summary: 'Groups and rules that concern a workload',
  permission: ['inventory:read', 'policy:read'],
  params,
  query: viewQuery,
  response: z.object({
    groups: z.array(z.object({ id: z.string(), name: z.string(), reasons: z.array(z.string()) })),
    rules: z.array(
      z.object({
        policyId: z.string(),
        policyName: z.string(),
        ruleId: z.string(),
        ruleName: z.string(),
        action: z.string(),
        roles: z.array(z.enum(['source', 'destination', 'applied-to'])),
      }),
    ),
  }),
})

export const hostItem = host
  .extend({
    etag,
    clusterName: z.string().nullable(),
    siteName: z.string().nullable(),
    workloads: z.number().int(),
  })
  .strip()
  .meta({ id: 'HostItem' })
export const listHosts = operation({
  id: 'inventory.listHosts',
  method: 'get',
  path: '/hosts',
  summary: 'Hosts with their cluster and site',
  permission: 'inventory:read',
  query: pageQuery,
  response: page(hostItem),
})
export const createHost = operation({
  id: 'inventory.createHost',
  method: 'post',
  path: '/hosts',
  summary: 'Add a host',
  permission: 'inventory:write',
  body: host.extend({ id: objectId.optional(), cluster: objectId.nullable().default(null) }).strict(),
  response: hostItem,
  status: 201,
  errors: ['id_taken', 'name_taken', 'unknown_reference'],
})
export const listSites = operation({
  id: 'inventory.listSites',
  method: 'get',
  path: '/sites',
  summary: 'Sites and their clusters',
  permission: 'inventory:read',
  response: z.object({ items: z.array(site.extend({ clusters: z.array(cluster) }).strip()) }),
})
export const segmentItem = segment
  .extend({ etag, workloads: z.number().int() })
  .strip()
  .meta({ id: 'SegmentItem' })
export const listSegments = operation({
  id: 'inventory.listSegments',
  method: 'get',
  path: '/segments',
  summary: 'Segments',
  permission: 'inventory:read',
  query: pageQuery,
  response: page(segmentItem),
})
export const createSegment = operation({
  id: 'inventory.createSegment',
  method: 'post',
  path: '/segments',
  summary: 'Add a segment',
  permission: 'inventory:write',
  body: segment.extend({ id: objectId.optional() }).strict(),
  response: segmentItem,
  status: 201,
  errors: ['id_taken', 'name_taken'],
})
export const listTags = operation({
  id: 'inventory.listTags',
  method: 'get',
  path: '/tags',
  summary: 'Every tag in use with its number of workloads',
  permission: 'inventory:read',
  query: pageQuery.extend({ scope: z.string().max(128).optional() }),
  response: page(tag.extend({ workloads: z.number().int() }).strip()),
})
