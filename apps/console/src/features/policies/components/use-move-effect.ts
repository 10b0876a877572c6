import { getService, groupEffectiveMembers, type RuleItem } from '@flowgate/shared'
import { useCallback } from 'react'
import { api } from '../../../lib/api.ts'
import { plural } from '../../../lib/format.ts'
import type { ServiceEntry } from '../../../lib/service-entry.ts'
import { toasts } from '../../../lib/toasts.ts'
import { ACTION_LABEL } from '../model/labels.ts'
import { overlap, type World } from '../model/overlap.ts'

/** Beyond this the answer would come long after the question. */
const MOST_GROUPS = 60

const entriesOfService = async (
  id: string,
  view: string,
  seen: Set<string>,
): Promise<readonly ServiceEntry[]> => {
  if (seen.has(id)) return []
  seen.add(id)
  const { entries, services } = await api.call(getService, { params: { serviceId: id }, query: { view } })
  const nested = await Promise.all(services.map((other) => entriesOfService(other, view, seen)))
  return [...entries, ...nested.flat()]
}

const loadWorld = async (rules: readonly RuleItem[], view: string): Promise<World | null> => {
  const groups = new Set(rules.flatMap((rule) => [...rule.sources.groups, ...rule.destinations.groups]))
  const services = new Set(rules.flatMap((rule) => rule.services.services))
  if (groups.size + services.size > MOST_GROUPS) return null
  const groupAddresses = await Promise.all(
    [...groups].map(async (groupId) => {
      const { addresses } = await api.call(groupEffectiveMembers, {
        params: { groupId },
        query: { view, limit: 1 },
      })
      return [groupId, addresses] as const
    }),
  )
  const serviceEntries = await Promise.all(
    [...services].map(async (id) => [id, await entriesOfService(id, view, new Set())] as const),
  )
  return { groupAddresses: new Map(groupAddresses), serviceEntries: new Map(serviceEntries) }
}

/** After a move, says which of the rules passed decide otherwise about a packet that both match. */
export const useMoveEffect = (view: string) =>
  useCallback(
    async (rule: RuleItem, passed: readonly RuleItem[]) => {
      if (passed.length === 0) return
      const others = passed.filter((other) => other.enabled && rule.enabled && other.action !== rule.action)
      const title = `Moved “${rule.name}” past ${plural(passed.length, 'rule')}`
      if (others.length === 0) {
        toasts.add({
          variant: 'info',
          title,
          body: 'No packet is decided otherwise: no enabled rule it passed has another action.',
        })
        return
      }
      try {
        const world = await loadWorld([rule, ...others], view)
        const hits = world
          ? others.flatMap((other) => {
              const witness = overlap(rule, other, world)
              return witness ? [{ other, witness }] : []
            })
          : []
        const [first] = hits
        if (!world)
          toasts.add({
            variant: 'info',
            title,
            body: `${plural(others.length, 'rule')} of another action among them.`,
          })
        else if (!first)
          toasts.add({
            variant: 'info',
            title,
            body: 'No packet is decided otherwise: the rules do not overlap.',
          })
        else
          toasts.add({
            variant: 'warning',
            title,
            body: `It overlaps with ${hits.map(({ other }) => `“${other.name}” (${ACTION_LABEL[other.action]})`).join(', ')}: the order now decides packets such as ${first.witness.source} → ${first.witness.destination}.`,
          })
      } catch {
        // The move itself has gone well; only its explanation has not.
        toasts.add({ variant: 'info', title })
      }
    },
    [view],
  )
