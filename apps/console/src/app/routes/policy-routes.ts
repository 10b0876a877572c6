import type { RouteObject } from 'react-router'

/** Policies, drafts, revisions, analysis, inventory, enforcement, audit and settings. */
export const policyRoutes: RouteObject[] = []
