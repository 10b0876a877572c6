import type { RouteObject } from 'react-router'
import { page } from '../page.ts'

const policies = page(
  async () => (await import('../../features/policies/pages/policies-page.tsx')).PoliciesPage,
)

/** Policies, drafts, revisions, comparison, groups and services. */
export const policyRoutes: RouteObject[] = [
  { path: 'policies', ...policies },
  { path: 'policies/:policyId', ...policies },
]
