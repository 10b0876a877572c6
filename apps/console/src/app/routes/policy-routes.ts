import type { RouteObject } from 'react-router'
import { page } from '../page.ts'

const policies = page(
  async () => (await import('../../features/policies/pages/policies-page.tsx')).PoliciesPage,
)
const services = page(
  async () => (await import('../../features/services/pages/services-page.tsx')).ServicesPage,
)

/** Policies, drafts, revisions, comparison, groups and services. */
export const policyRoutes: RouteObject[] = [
  { path: 'policies', ...policies },
  { path: 'policies/:policyId', ...policies },
  {
    path: 'drafts',
    ...page(async () => (await import('../../features/drafts/pages/drafts-page.tsx')).DraftsPage),
  },
  {
    path: 'drafts/:draftId',
    ...page(async () => (await import('../../features/drafts/pages/draft-page.tsx')).DraftPage),
  },
  {
    path: 'revisions',
    ...page(async () => (await import('../../features/revisions/pages/revisions-page.tsx')).RevisionsPage),
  },
  {
    path: 'revisions/:revision',
    ...page(async () => (await import('../../features/revisions/pages/revision-page.tsx')).RevisionPage),
  },
  {
    path: 'compare',
    ...page(async () => (await import('../../features/revisions/pages/compare-page.tsx')).ComparePage),
  },
  {
    path: 'inventory/groups',
    ...page(async () => (await import('../../features/groups/pages/groups-page.tsx')).GroupsPage),
  },
  {
    path: 'inventory/groups/:groupId',
    ...page(async () => (await import('../../features/groups/pages/group-page.tsx')).GroupPage),
  },
  { path: 'inventory/services', ...services },
  { path: 'inventory/services/:serviceId', ...services },
]
