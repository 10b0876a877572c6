/** The application and tier that a node id such as `app:shop` or `tier:shop/web` stands for. */
export const applicationOf = (
  nodeId: string,
): { readonly application: string | null; readonly tier: string | null } => {
  if (nodeId.startsWith('app:')) return { application: nodeId.slice(4), tier: null }
  if (!nodeId.startsWith('tier:')) return { application: null, tier: null }
  // Tags hold no colon or comma, but may hold a slash: the contract has the application first.
  const at = nodeId.indexOf('/')
  return { application: nodeId.slice(5, at), tier: nodeId.slice(at + 1) || null }
}
