import { combine } from '@flowgate/engine'
import {
  AppError,
  BusError,
  type Parsed,
  subjects,
  type TestReply,
  type TestRequest,
  type TestResult,
  type testPacket,
  testReply,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Base } from '../../http/base.ts'
import { type OpenedView, openView, type PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { resolutionOf } from '../drafts/resolver.read-model.ts'
import type { SpanSource } from '../drafts/spans.read-model.ts'
import { type Endpoint, findEndpoint, groupsOf, pickAddresses, type Side } from './endpoint.ts'
import { summarize } from './summary.ts'

export interface AnalysisPorts extends Pick<PolicyPorts, 'store' | 'inventory'>, Pick<Base, 'bus' | 'clock'> {
  readonly spans: Pick<SpanSource, 'spanOf'>
}

type Body = Parsed<typeof testPacket>['body']
type Evaluation = TestReply['evaluation']
type Addresses = { readonly source: string; readonly destination: string }

/** A host that is there answers in milliseconds. */
const PATIENCE_MS = 3_000

/** A verdict for a scoped account is that of its own end. */
const NOT_ASKED = '; the other end is not in your scope and was not asked'

/** What happens where no engine stands: nothing. */
const unprotected = (point: Side, { workload }: Endpoint): Evaluation => ({
  point,
  direction: point === 'source' ? 'out' : 'in',
  workload: workload?.id ?? null,
  vnic: null,
  host: null,
  action: 'allow',
  decided: 'allow',
  why: 'not-protected',
  category: null,
  policy: null,
  rule: null,
  unknown: [],
  trail: [],
})

export const createAnalysisService = ({ store, inventory, bus, clock, spans }: AnalysisPorts) => {
  const ask = async (hostId: string, hostName: string, request: TestRequest): Promise<TestReply> => {
    try {
      return testReply.parse(await bus.request(subjects.test(hostId), request, { timeoutMs: PATIENCE_MS }))
    } catch (error) {
      if (!(error instanceof BusError)) throw error
      throw new AppError('host_unreachable', {
        detail: `the engine of host \`${hostName}\` does not answer (${error.message})`,
        context: { host: hostId, name: hostName, end: request.point },
        cause: error,
      })
    }
  }

  /** The evaluation at one end, by the engine of the host that the workload runs on. */
  const evaluateAt = async (
    point: Side,
    end: Endpoint,
    addresses: Addresses,
    body: Body,
    opened: OpenedView,
  ): Promise<{ evaluation: Evaluation; reply: TestReply | null }> => {
    const hostId = end.workload?.host ?? null
    if (hostId === null) return { evaluation: unprotected(point, end), reply: null }
    const enforced = body.view === 'published'
    const reply = await ask(hostId, opened.inventory.hostItems.get(hostId)?.name ?? hostId, {
      ...addresses,
      l4: body.l4,
      context: body.context,
      point,
      at: body.at === undefined ? clock.now() : Date.parse(body.at),
      ...(enforced ? {} : { span: await spans.spanOf(opened.content, hostId, opened.revision) }),
    })
    return { evaluation: reply.evaluation, reply }
  }

  const test = async (body: Body, actor: Actor): Promise<TestResult> => {
    const opened = await openView({ store, inventory }, body.view, actor)
    const ends = {
      source: findEndpoint(opened, body.source, 'source'),
      destination: findEndpoint(opened, body.destination, 'destination'),
    }
    if (opened.visibility !== null && [ends.source, ends.destination].every(({ foreign }) => foreign)) {
      throw new AppError('unknown_reference', {
        detail: 'neither end is a workload in your scope',
        errors: [{ field: 'body.source', message: 'is not a workload in your scope', received: body.source }],
      })
    }
    const addresses = pickAddresses(ends.source, ends.destination, familyFor(body))
    const answers = await Promise.all([
      evaluateAt('source', ends.source, addresses, body, opened),
      evaluateAt('destination', ends.destination, addresses, body, opened),
    ])
    const [source, destination] = answers.map(({ evaluation }) => masked(evaluation, opened))
    if (source === undefined || destination === undefined) throw new Error('two ends were asked')
    const { action, decidedAt } = combine(source, destination)
    const verdict: TestResult['verdict'] = { action, decidedAt, evaluations: [source, destination] }
    const names = namesIn(verdict, opened)
    const resolution = resolutionOf(opened.content, opened.inventory)
    const side = (point: Side) => ({
      workloadId: ends[point].workload?.id ?? null,
      name: nameOf(ends[point], addresses[point]),
      address: addresses[point],
      groups: groupsOf(opened, resolution, ends[point], addresses[point]),
    })
    const place = (point: Side) => {
      const host = ends[point].workload?.host
      const name = nameOf(ends[point], addresses[point])
      return host ? `${name} (${opened.inventory.hostItems.get(host)?.name ?? host})` : name
    }
    return {
      source: side('source'),
      destination: side('destination'),
      verdict,
      summary: `${summarize(verdict, names, place)}${ends.source.foreign || ends.destination.foreign ? NOT_ASKED : ''}`,
      names,
      answeredBy: answers.flatMap(({ reply, evaluation: { point } }) =>
        reply === null ? [] : [{ host: reply.host, revision: reply.revision, point }],
      ),
    }
  }
  return { test }
}
export type AnalysisService = ReturnType<typeof createAnalysisService>

/** Ping of IPv6 cannot go between IPv4 addresses. */
const familyFor = ({ family, l4 }: Body): 'ipv4' | 'ipv6' | undefined => {
  if (family !== undefined) return family
  if (l4.protocol === 'icmp') return 'ipv4'
  return l4.protocol === 'icmpv6' ? 'ipv6' : undefined
}

const nameOf = ({ workload }: Endpoint, address: string): string => workload?.name ?? address

/** What a scoped account is told of an evaluation at its own end: not the rules that do not concern it. */
const masked = (evaluation: Evaluation, { content, visibility }: OpenedView): Evaluation => {
  if (visibility === null) return evaluation
  const seen = (id: string | null) => {
    const rule = id === null ? undefined : content.get('rule', id)
    return rule !== undefined && visibility.object(rule)
  }
  const decider = seen(evaluation.rule) ? {} : { rule: null, policy: null }
  const trail = evaluation.trail.filter((step) => !('rule' in step) || seen(step.rule))
  return { ...evaluation, ...decider, trail }
}

const namesIn = ({ evaluations }: TestResult['verdict'], { content }: OpenedView): TestResult['names'] => {
  const steps = evaluations.flatMap(({ trail, policy, rule }) => [
    { policy, rule },
    ...trail.flatMap((step) => ('rule' in step ? [{ policy: step.policy, rule: step.rule }] : [])),
  ])
  const policies: Record<string, string> = {}
  const rules: Record<string, string> = {}
  for (const { policy, rule } of steps) {
    if (policy !== null) policies[policy] = content.get('policy', policy)?.body.name ?? policy
    if (rule !== null) rules[rule] = content.get('rule', rule)?.body.name ?? rule
  }
  return { policies, rules }
}
