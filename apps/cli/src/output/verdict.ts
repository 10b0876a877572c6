import type { TestResult } from '@flowgate/shared'
import { safe } from './text.ts'

type Evaluation = TestResult['verdict']['evaluations'][number]
type Step = Evaluation['trail'][number]

const WORD = { allow: 'PASSED', drop: 'DENIED (dropped)', reject: 'DENIED (rejected)' } as const

const ruleName = ({ names }: TestResult, policy: string, rule: string): string =>
  `rule "${names.rules[rule] ?? rule}" of policy "${names.policies[policy] ?? policy}"`

const because = (result: TestResult, { why, policy, rule, category, unknown }: Evaluation): string => {
  if (policy !== null && rule !== null) {
    const decided = `${ruleName(result, policy, rule)} (${rule}) in category ${category ?? '-'}`
    return why === 'rule' ? decided : `${why.replaceAll('-', ' ')}: ${decided}`
  }
  if (unknown.length > 0) return `depends on ${unknown.join(', ')}, which is not known`
  return why === 'default-rule' ? 'the default rule: no rule matched' : why.replaceAll('-', ' ')
}

const stepText = (result: TestResult, step: Step): string => {
  if (step.kind === 'category') return `category ${step.category}`
  if (step.kind === 'default-rule') return `default rule: ${step.action}`
  if (step.kind === 'jump')
    return `  ${ruleName(result, step.policy, step.rule)} jumps to the application category`
  const outcome = step.result === 'matched' ? 'matches' : `no match: ${step.mismatch ?? step.result}`
  return `  ${ruleName(result, step.policy, step.rule)}: ${outcome}`
}

/** A test's answer as a person reads it: the verdict, then each end. */
export const verdictLines = (result: TestResult, trail: boolean): readonly string[] => {
  const { source, destination, verdict } = result
  const hostOf = (point: Evaluation['point']): string => {
    const answer = result.answeredBy.find((one) => one.point === point)
    return answer === undefined
      ? ''
      : ` on ${answer.host}${answer.revision === null ? '' : `, revision ${answer.revision}`}`
  }
  return [
    `${WORD[verdict.action]}: ${source.name} (${source.address}) -> ${destination.name} (${destination.address})`,
    result.summary,
    ...verdict.evaluations.flatMap((evaluation) => [
      `  ${evaluation.point} vNIC, ${evaluation.direction}${hostOf(evaluation.point)}: ${evaluation.action}, ${because(result, evaluation)}`,
      ...(trail ? evaluation.trail.map((step) => `    ${stepText(result, step)}`) : []),
    ]),
  ].map(safe)
}
