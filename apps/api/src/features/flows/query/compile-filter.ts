import type { Resolution } from '@flowgate/engine'
import { AppError, FLOW_STATES, type FlowFilter } from '@flowgate/shared'
import { DECIDERS, ORIGINS } from '../memory/codes.ts'
import { type EndpointView, HIDDEN } from '../memory/endpoint-view.ts'
import type { FlowMemory } from '../memory/flow-memory.ts'
import { type Naming, protocolFrom, protocolText } from '../memory/naming.ts'
import { type Mask, selectEndpoints } from './selector.ts'

export interface FilterContext {
  readonly memory: FlowMemory
  readonly view: EndpointView
  readonly naming: Naming
  readonly resolution: () => Resolution
}

/** One word of free text: it holds for a row when any of its masks does. */
export interface WordMasks {
  readonly endpoints: Mask
  readonly services: Mask
  readonly rules: Mask
}

/** A filter as masks over codes, so that a row is decided by table look-ups. Null = no condition. */
export interface CompiledFilter {
  readonly from: number
  readonly to: number
  readonly source: Mask | null
  readonly destination: Mask | null
  readonly either: readonly Mask[]
  readonly services: Mask | null
  /** By state code. */
  readonly states: Mask
  readonly rules: Mask | null
  /** Endpoints whose rows no rule is told of: where a rule is asked for, they do not count. */
  readonly secret: Mask | null
  readonly deciders: Mask | null
  readonly revision: number | null
  readonly importId: number | null
  readonly origin: number | null
  readonly words: readonly WordMasks[]
  /** Nothing can match. */
  readonly empty: boolean
}

const mask = <T>(items: readonly T[], holds: (item: T) => boolean): Mask =>
  Uint8Array.from(items, (item) => (holds(item) ? 1 : 0))

const siteMask = (view: EndpointView, site: string): Mask =>
  Uint8Array.from({ length: view.size }, (_, index) => {
    const host = view.inventory.workloads.get(view.workloads[index] ?? '')?.host ?? ''
    return view.inventory.siteOfHost.get(host) === site ? 1 : 0
  })

const visibleMask = (view: EndpointView): Mask =>
  Uint8Array.from(view.workloads, (workload) => (workload === null ? 0 : 1))

const wordMasks = (word: string, { memory, view, naming }: FilterContext): WordMasks => ({
  endpoints: view.containing(word),
  services: mask(memory.services, ({ protocol, port }) => {
    const name = naming.service(protocol, port)
    const name_ = `${port ?? ''}/${protocolText(protocol)} ${protocolText(protocol)}/${port ?? ''}`
    return `${name_} ${name?.name ?? ''}`.toLowerCase().includes(word)
  }),
  // A reader with a scope may not learn names of rules through what matches.
  rules:
    view.visible !== null
      ? new Uint8Array(memory.rules.length)
      : mask(memory.rules, ({ ruleId }) => {
          const name = ruleId === null ? undefined : naming.rule(ruleId)
          return `${ruleId ?? ''} ${name?.ruleName ?? ''} ${name?.policyName ?? ''}`
            .toLowerCase()
            .includes(word)
        }),
})

const protocolNumber = (text: string): number => {
  const number = protocolFrom(text)
  if (number !== null) return number
  throw new AppError('invalid_input', {
    detail: 'the protocol is not known',
    errors: [
      {
        field: 'query.protocol',
        message: 'is no protocol',
        received: text,
        help: 'use tcp, udp, sctp, icmp, icmpv6 or a number from 0 to 255',
      },
    ],
  })
}

/** `ruleId` may also be `default-rule`, `not-protected`, `observer` or `nothing`: what decided where no rule did. */
const deciderMasks = (ruleId: string | undefined, memory: FlowMemory) => {
  if (ruleId === undefined) return { rules: null, deciders: null }
  if (ruleId !== 'rule' && (DECIDERS as readonly string[]).includes(ruleId))
    return { rules: null, deciders: mask(DECIDERS, (decider) => decider === ruleId) }
  return { rules: mask(memory.rules, (rule) => rule.ruleId === ruleId), deciders: null }
}

/**
 * Resolves a filter once, so that each row costs a few table look-ups.
 * @throws AppError `invalid_input` for a protocol or address that is none
 */
export const compileFilter = (
  filter: FlowFilter & { readonly q?: string | undefined },
  context: FilterContext,
): CompiledFilter => {
  const { memory, view } = context
  const select = (field: 'source' | 'destination' | 'either'): Mask | null => {
    const selector = filter[field]
    return selector === undefined ? null : selectEndpoints(selector, { ...context, field })
  }
  const either = [
    select('either'),
    filter.site === undefined ? null : siteMask(view, filter.site),
    view.visible === null ? null : visibleMask(view),
  ].filter((one) => one !== null)
  const wanted = filter.protocol === undefined ? null : protocolNumber(filter.protocol)
  const services =
    wanted === null && filter.port === undefined
      ? null
      : mask(
          memory.services,
          ({ protocol, port }) =>
            (wanted === null || protocol === wanted) && (filter.port === undefined || port === filter.port),
        )
  const states = filter.state?.split(',')
  const importId = filter.importId === undefined ? null : memory.imports.find(filter.importId)
  const words = (filter.q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return {
    from: filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from),
    to: filter.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.to),
    source: select('source'),
    destination: select('destination'),
    either,
    services,
    states: mask(FLOW_STATES, (state) => states?.includes(state) ?? true),
    ...deciderMasks(filter.ruleId, memory),
    secret: view.visible === null ? null : mask(view.kinds, (kind) => kind === HIDDEN),
    revision: filter.revision ?? null,
    importId: importId ?? null,
    origin: filter.origin === undefined ? null : ORIGINS.indexOf(filter.origin),
    words: words.slice(0, 10).map((word) => wordMasks(word, context)),
    // A scoped account knows of no imports.
    empty: importId === undefined || (importId !== null && view.visible !== null),
  }
}
