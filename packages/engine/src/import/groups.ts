import type { Criteria, GroupMembers, SecurityGroup } from '../model/document.ts'
import { NO_MEMBERS } from './blank.ts'

/** The groups of a document being made: asking twice for the same members gives the same group. */
export interface GroupBook {
  /** The id of the group with these criteria; `name` is what a person may call it. */
  readonly byCriteria: (criteria: Criteria, name: string) => string
  readonly byMembers: (members: Partial<GroupMembers>, name: string) => string
  readonly groups: () => readonly SecurityGroup[]
}

/** A document takes 200 characters; some are left for a number. */
const LONGEST_NAME = 190

export function groupBook(): GroupBook {
  const byContent = new Map<string, string>()
  const byName = new Map<string, SecurityGroup>()
  const nextNumber = new Map<string, number>()
  const add = (members: GroupMembers, criteria: Criteria | null, name: string): string => {
    const content = JSON.stringify([members, criteria])
    const known = byContent.get(content)
    if (known !== undefined) return known
    const short = name.slice(0, LONGEST_NAME)
    let free = short
    for (let number = nextNumber.get(short) ?? 2; byName.has(free); number += 1) {
      free = `${short} (${number})`
      nextNumber.set(short, number + 1)
    }
    byName.set(free, { id: free, name: free, description: '', members, criteria })
    byContent.set(content, free)
    return free
  }
  return {
    byCriteria: (criteria, name) => add(NO_MEMBERS, criteria, name),
    byMembers: (members, name) => add({ ...NO_MEMBERS, ...members }, null, name),
    groups: () => [...byName.values()],
  }
}
