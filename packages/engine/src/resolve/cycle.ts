/**
 * The first cycle reachable in a graph of ids, as the path that closes it (`[a, b, a]`), or null. Roots and edges are tried
 * in the order given, so the answer is stable. Iterative: depth is bounded by memory, not by the stack.
 */
export function findCycle(
  roots: Iterable<string>,
  edges: (id: string) => readonly string[],
): readonly string[] | null {
  const done = new Set<string>()
  for (const root of roots) {
    if (done.has(root)) continue
    const path: string[] = [root]
    const onPath = new Set(path)
    const pending: { id: string; next: number }[] = [{ id: root, next: 0 }]
    for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
      const child = edges(top.id)[top.next]
      top.next += 1
      if (child === undefined) {
        done.add(top.id)
        onPath.delete(top.id)
        path.pop()
        pending.pop()
      } else if (onPath.has(child)) {
        return [...path.slice(path.indexOf(child)), child]
      } else if (!done.has(child)) {
        path.push(child)
        onPath.add(child)
        pending.push({ id: child, next: 0 })
      }
    }
  }
  return null
}

interface NestedGroup {
  readonly id: string
  readonly members: { readonly groups: readonly string[] }
}

/** The first cycle among nested groups, as a path of group ids that begins and ends with the same one. */
export function findGroupCycle(groups: readonly NestedGroup[]): readonly string[] | null {
  const nested = new Map(groups.map((group) => [group.id, group.members.groups]))
  return findCycle(nested.keys(), (id) => nested.get(id) ?? [])
}
