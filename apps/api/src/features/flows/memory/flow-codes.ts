import { ACTIONS, DECIDERS, deciderOf, ORIGINS, shownPort, stateCode } from './codes.ts'
import type { Columns } from './columns.ts'
import { Dictionary } from './dictionary.ts'
import type { FlowFacts } from './flow-row.ts'

/** One side as its observer saw it. */
export interface Endpoint {
  readonly address: string
  readonly name: string | null
  /** Attribution at the time it was stored. */
  readonly workload: string | null
}

/** Two endpoints and a service, as codes. */
export interface Conversation {
  readonly source: number
  readonly destination: number
  readonly service: number
}

export interface ServiceKey {
  readonly protocol: number
  readonly port: number | null
}

/** What rows share, as it stands in the columns of the same names. */
export type CodedFacts = Readonly<
  Record<
    Exclude<keyof Columns, 'id' | 'hour' | 'firstSeen' | 'lastSeen' | 'sessions' | 'bytes' | 'packets'>,
    number
  >
>

export interface RuleKey {
  readonly policyId: string | null
  readonly ruleId: string | null
}

/** Source, destination and service of each conversation, column by column: filters look at all of them. */
export interface ConversationColumns {
  readonly source: Uint32Array
  readonly destination: Uint32Array
  readonly service: Uint32Array
}

const columnsOf = (size: number): ConversationColumns => ({
  source: new Uint32Array(size),
  destination: new Uint32Array(size),
  service: new Uint32Array(size),
})

const DICTIONARIES = ['imports', 'appIds', 'users', 'processes'] as const

/** What codes stand for, in their order. */
export interface CodesImage {
  readonly endpoints: readonly Endpoint[]
  readonly services: readonly ServiceKey[]
  /** Cut to the conversations there are. */
  readonly conversations: ConversationColumns
  readonly rules: readonly RuleKey[]
  readonly texts: Readonly<Record<(typeof DICTIONARIES)[number], readonly string[]>>
}

/** Numbers for what many rows share, given in the order of first use and good for ever. */
export class FlowCodes {
  readonly endpoints: Endpoint[] = []
  readonly services: ServiceKey[] = []
  readonly conversations: Conversation[] = []
  readonly rules: RuleKey[] = []
  /** INVARIANT: replaced when it grows. */
  conversationColumns = columnsOf(1_024)
  readonly imports = new Dictionary()
  readonly appIds = new Dictionary()
  readonly users = new Dictionary()
  readonly processes = new Dictionary()
  readonly #endpointCodes = new Map<string, number>()
  readonly #serviceCodes = new Map<number, number>()
  readonly #conversationCodes = new Map<number, Map<number, number>>()
  readonly #ruleCodes = new Map<string, number>()

  code(facts: FlowFacts): CodedFacts {
    const source = this.#endpoint(facts.sourceAddress, facts.sourceName, facts.sourceWorkload)
    const destination = this.#endpoint(
      facts.destinationAddress,
      facts.destinationName,
      facts.destinationWorkload,
    )
    const service = this.#service(facts.protocol, shownPort(facts.protocol, facts.port))
    return {
      source,
      destination,
      protocol: facts.protocol,
      port: facts.port,
      service,
      conversation: this.#conversation(source, destination, service),
      rule: this.#rule(facts.policyId, facts.ruleId),
      decider: DECIDERS.indexOf(deciderOf(facts.why, facts.ruleId)),
      revision: facts.revision ?? -1,
      state: stateCode(facts.state),
      action: facts.action === null ? 0 : ACTIONS.indexOf(facts.action) + 1,
      origin: ORIGINS.indexOf(facts.origin),
      importId: this.imports.codeOf(facts.importId),
      appId: this.appIds.codeOf(facts.appId),
      user: this.users.codeOf(facts.userName),
      process: this.processes.codeOf(facts.process),
    }
  }

  image(): CodesImage {
    const { source, destination, service } = this.conversationColumns
    const count = this.conversations.length
    const conversations = {
      source: source.subarray(0, count),
      destination: destination.subarray(0, count),
      service: service.subarray(0, count),
    }
    const { endpoints, services, rules, imports, appIds, users, processes } = this
    const texts = {
      imports: imports.texts,
      appIds: appIds.texts,
      users: users.texts,
      processes: processes.texts,
    }
    return { endpoints, services, conversations, rules, texts }
  }

  /** Gives, where none was given yet, the codes that were given where the image was taken. */
  restore({ endpoints, services, conversations, rules, texts }: CodesImage): void {
    for (const { address, name, workload } of endpoints) this.#endpoint(address, name, workload)
    for (const { protocol, port } of services) this.#service(protocol, port)
    const { source, destination, service } = conversations
    for (let code = 0; code < source.length; code += 1)
      this.#conversation(source[code] ?? 0, destination[code] ?? 0, service[code] ?? 0)
    for (const { policyId, ruleId } of rules) this.#rule(policyId, ruleId)
    for (const name of DICTIONARIES) for (const text of texts[name].slice(1)) this[name].codeOf(text)
  }

  #endpoint(address: string, name: string | null, workload: string | null): number {
    const key = `${address}\n${name ?? ''}\n${workload ?? ''}`
    const known = this.#endpointCodes.get(key)
    if (known !== undefined) return known
    this.#endpointCodes.set(key, this.endpoints.length)
    return this.endpoints.push({ address, name, workload }) - 1
  }

  #conversation(source: number, destination: number, service: number): number {
    // Both codes together stay exact: there are fewer than 2^26 endpoints.
    const pair = source * 67_108_864 + destination
    let services = this.#conversationCodes.get(pair)
    if (services === undefined) {
      services = new Map()
      this.#conversationCodes.set(pair, services)
    }
    const known = services.get(service)
    if (known !== undefined) return known
    const code = this.conversations.length
    services.set(service, code)
    this.conversations.push({ source, destination, service })
    let columns = this.conversationColumns
    if (code === columns.source.length) {
      columns = columnsOf(code * 2)
      for (const name of ['source', 'destination', 'service'] as const)
        columns[name].set(this.conversationColumns[name])
      this.conversationColumns = columns
    }
    columns.source[code] = source
    columns.destination[code] = destination
    columns.service[code] = service
    return code
  }

  /** @param port as it is shown */
  #service(protocol: number, port: number | null): number {
    const key = protocol * 65_537 + (port ?? 65_536)
    const known = this.#serviceCodes.get(key)
    if (known !== undefined) return known
    this.#serviceCodes.set(key, this.services.length)
    return this.services.push({ protocol, port }) - 1
  }

  /** Code 0 is no rule. */
  #rule(policyId: string | null, ruleId: string | null): number {
    if (this.rules.length === 0) this.rules.push({ policyId: null, ruleId: null })
    if (ruleId === null) return 0
    const key = `${policyId ?? ''}\n${ruleId}`
    const known = this.#ruleCodes.get(key)
    if (known !== undefined) return known
    this.#ruleCodes.set(key, this.rules.length)
    return this.rules.push({ policyId, ruleId }) - 1
  }
}
