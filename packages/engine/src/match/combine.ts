import type { Evaluation, Verdict, Why } from '../model/verdict.ts'

const NOT_EVALUATED: ReadonlySet<Why> = new Set<Why>(['not-protected', 'excluded', 'idle'])

/**
 * A connection's verdict from the evaluations at its two ends: it passes only if both allow. The first end that does not
 * allow decides; where both allow, the destination's does, unless only the source was evaluated.
 */
export function combine(source: Evaluation, destination: Evaluation): Verdict {
  const evaluations = [source, destination]
  if (source.action !== 'allow') return { action: source.action, decidedAt: 'source', evaluations }
  if (destination.action !== 'allow')
    return { action: destination.action, decidedAt: 'destination', evaluations }
  const bySource = NOT_EVALUATED.has(destination.why) && !NOT_EVALUATED.has(source.why)
  return { action: 'allow', decidedAt: bySource ? 'source' : 'destination', evaluations }
}
