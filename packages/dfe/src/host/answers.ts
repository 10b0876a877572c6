import { compileSpan, type Span } from '@flowgate/engine'
import {
  type Bus,
  type RulesReply,
  type Subscription,
  subjects,
  type TestReply,
  type TestRequest,
  testRequest,
} from '@flowgate/shared'
import type { Datapath } from '../datapath/datapath.ts'
import type { Version } from './version.ts'

export interface AnswersOptions {
  readonly hostId: string
  readonly bus: Bus
  readonly datapath: Datapath
  readonly enforced: () => Version | null
}

/** What a host can be asked: how it would decide a packet, and which rules it enforces. */
export const serveAnswers = ({ hostId, bus, datapath, enforced }: AnswersOptions): Subscription => {
  const evaluate = ({ source, destination, l4, context, point, at, span }: TestRequest) => {
    const packet = { source, destination, l4, context: definedOnly(context) }
    // A draft's span comes from the Manager, which made it with the engine; compiling refuses what is none.
    if (span !== undefined) return compileSpan(span as Span).evaluateAt(packet, point, { now: at })
    return datapath.evaluateAt(packet, point, at)
  }

  const test = (payload: unknown): TestReply => {
    const request = testRequest.parse(payload)
    const evaluation = evaluate(request)
    if (evaluation === null) throw new Error(`host \`${hostId}\` enforces no revision yet`)
    const revision = request.span === undefined ? (enforced()?.revision ?? null) : null
    return {
      host: hostId,
      revision,
      evaluation: { ...evaluation, unknown: [...evaluation.unknown], trail: [...evaluation.trail] },
    }
  }

  const rules = (): RulesReply => ({ revision: enforced()?.revision ?? null, rules: [...datapath.rules()] })

  const served = [bus.serve(subjects.test(hostId), test), bus.serve(subjects.rules(hostId), rules)]
  return {
    close: () => {
      for (const each of served) each.close()
    },
  }
}

/** zod writes an absent condition as `undefined`; the engine wants it left out. */
const definedOnly = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
