import type { FlowState, Overview } from '@flowgate/shared'
import { byState, type ConversationSums, type Selection } from '../flows/flows.read-model.ts'

export interface Coverage {
  readonly sessions: Record<FlowState, number>
  readonly conversations: Record<FlowState, number>
  readonly coverage: Overview['coverage']
  readonly coverageByApplication: Overview['coverageByApplication']
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

interface Talk {
  /** By state: seen at all. */
  readonly states: [boolean, boolean, boolean, boolean]
  byRule: boolean
  evaluated: boolean
}

/**
 * Traffic by state, and how much of what was evaluated an explicit rule decided. A conversation is a pair of workloads or addresses
 * and a service, whatever names its observers gave the sides; one that stood differently at times counts in each state.
 */
export const coverageOf = (selection: Selection, sums: ConversationSums): Coverage => {
  const { memory, view } = selection
  const talks = new Map<number, Map<number, Talk>>()
  const sessions = [0, 0, 0, 0]
  const applications = new Map<number, { sessions: number; covered: number }>()
  let byRule = 0
  let evaluated = 0
  for (const code of sums.present) {
    const conversation = memory.conversations[code]
    if (conversation === undefined) continue
    const { source, destination, service } = conversation
    const pair = (view.entity[source] ?? 0) * view.nodes.size + (view.entity[destination] ?? 0)
    const ofPair = talks.get(pair) ?? new Map<number, Talk>()
    talks.set(pair, ofPair)
    const talk = ofPair.get(service) ?? {
      states: [false, false, false, false],
      byRule: false,
      evaluated: false,
    }
    ofPair.set(service, talk)
    for (let state = 0; state < 4; state += 1) {
      sessions[state] = (sessions[state] ?? 0) + (sums.sessions[code * 4 + state] ?? 0)
      if ((sums.flows[code * 4 + state] ?? 0) > 0) talk.states[state] = true
    }
    const rule = sums.byRule[code] ?? 0
    const all = rule + (sums.byDefault[code] ?? 0)
    byRule += rule
    evaluated += all
    if (rule > 0) talk.byRule = true
    if (all > 0) talk.evaluated = true
    for (const application of new Set([view.application[source] ?? 0, view.application[destination] ?? 0])) {
      const sum = applications.get(application) ?? { sessions: 0, covered: 0 }
      sum.sessions += all
      sum.covered += rule
      applications.set(application, sum)
    }
  }
  const all = [...talks.values()].flatMap((ofPair) => [...ofPair.values()])
  const count = (state: number) => all.filter(({ states }) => states[state]).length
  const judged = all.filter((talk) => talk.evaluated)
  return {
    sessions: byState(sessions),
    conversations: byState([0, 1, 2, 3].map(count)),
    coverage: {
      sessions: share(byRule, evaluated),
      conversations: share(judged.filter((talk) => talk.byRule).length, judged.length),
    },
    coverageByApplication: [...applications]
      .flatMap(([code, sum]) => {
        const selector = view.nodes.textOf(code) ?? ''
        if (!selector.startsWith('app:') || sum.sessions === 0) return []
        return [{ application: selector.slice(4), ...sum, share: sum.covered / sum.sessions }]
      })
      .sort((a, b) => b.sessions - a.sessions || (a.application < b.application ? -1 : 1)),
  }
}
