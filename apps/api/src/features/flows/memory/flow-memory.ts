import { ACTIONS, DECIDERS, deciderOf, GONE, ORIGINS, shownPort, stateCode } from './codes.ts'
import { type Columns, compact, emptyColumns, grown } from './columns.ts'
import { Dictionary } from './dictionary.ts'
import { type FlowFacts, type FlowRow, type FlowSums, HOUR_MS } from './flow-row.ts'

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

/** Rows kept at most; beyond it the oldest are left out of every answer, which says so. About 500 MB. */
export const MAX_ROWS = 4_000_000

/**
 * Every flow row in columns. Rows are in the order of their ids, which is the order of their writing, so an id is found by
 * halving. Rows taken away are marked and squeezed out later.
 *
 * INVARIANT: `columns` is replaced when it grows: take it anew after every await.
 */
export class FlowMemory {
  columns: Columns = emptyColumns()
  length = 0
  /** Counts every change: what was computed under one version holds until the next. */
  version = 0
  /** Rows were left out because there are more than may be kept. */
  truncated = false
  #gone = 0

  readonly endpoints: Endpoint[] = []
  readonly services: ServiceKey[] = []
  readonly conversations: Conversation[] = []
  readonly rules: { readonly policyId: string | null; readonly ruleId: string | null }[] = []
  readonly imports = new Dictionary()
  readonly appIds = new Dictionary()
  readonly users = new Dictionary()
  readonly processes = new Dictionary()
  readonly #endpointCodes = new Map<string, number>()
  readonly #serviceCodes = new Map<number, number>()
  readonly #conversationCodes = new Map<number, Map<number, number>>()
  readonly #ruleCodes = new Map<string, number>()
  readonly #maxRows: number

  constructor(maxRows = MAX_ROWS) {
    this.#maxRows = maxRows
  }

  /** Rows that are there. */
  get count(): number {
    return this.length - this.#gone
  }

  /** Index of the first row whose id is not less. */
  lowerBound(id: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.columns.id[middle] ?? 0) < id) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Adds a row, or overwrites the one of the same id. INVARIANT: a new row's id is larger than every other. */
  put(row: FlowRow): void {
    this.putCoded(row, this.code(row))
  }

  /** The same for facts that are coded already: many rows share theirs. */
  putCoded(row: FlowSums, facts: CodedFacts): void {
    const last = this.length === 0 ? -1 : (this.columns.id[this.length - 1] ?? -1)
    let at = this.length
    if (row.id <= last) {
      at = this.lowerBound(row.id)
      // Older than what is kept, or taken away meanwhile.
      if (this.columns.id[at] !== row.id || this.columns.state[at] === GONE) return
    } else {
      this.columns = grown(this.columns, this.length + 1)
      this.length += 1
    }
    this.#write(at, row, facts)
  }

  /** Call it once after any number of changes. */
  commit(): void {
    if (this.count > this.#maxRows) {
      const surplus = this.count - Math.floor(this.#maxRows * 0.9)
      for (let row = 0, left = surplus; row < this.length && left > 0; row += 1)
        if (this.columns.state[row] !== GONE) {
          this.#remove(row)
          left -= 1
        }
      this.truncated = true
    }
    if (this.#gone > 10_000 && this.#gone > this.length / 4) {
      const { state } = this.columns
      this.length = compact(this.columns, this.length, (row) => state[row] !== GONE)
      this.#gone = 0
    }
    this.version += 1
  }

  removeImport(importId: string): void {
    const code = this.imports.find(importId)
    if (code === undefined) return
    const { importId: column } = this.columns
    for (let row = 0; row < this.length; row += 1) if (column[row] === code) this.#remove(row)
  }

  /** Takes away rows of hours that began before `time`. */
  removeBefore(time: number): void {
    const hour = Math.floor(time / HOUR_MS)
    for (let row = 0; row < this.length; row += 1) if ((this.columns.hour[row] ?? 0) < hour) this.#remove(row)
  }

  #remove(row: number): void {
    if (this.columns.state[row] === GONE) return
    this.columns.state[row] = GONE
    this.#gone += 1
  }

  /** Codes stay good for as long as the memory lives. */
  code(facts: FlowFacts): CodedFacts {
    const source = this.#endpoint(facts.sourceAddress, facts.sourceName, facts.sourceWorkload)
    const destination = this.#endpoint(
      facts.destinationAddress,
      facts.destinationName,
      facts.destinationWorkload,
    )
    const service = this.#service(facts.protocol, facts.port)
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

  #write(at: number, row: FlowSums, facts: CodedFacts): void {
    const columns = this.columns
    columns.id[at] = row.id
    columns.hour[at] = Math.floor(row.hour / HOUR_MS)
    columns.firstSeen[at] = row.firstSeen
    columns.lastSeen[at] = row.lastSeen
    columns.sessions[at] = row.sessions
    columns.bytes[at] = row.bytes
    columns.packets[at] = row.packets
    columns.source[at] = facts.source
    columns.destination[at] = facts.destination
    columns.protocol[at] = facts.protocol
    columns.port[at] = facts.port
    columns.service[at] = facts.service
    columns.conversation[at] = facts.conversation
    columns.rule[at] = facts.rule
    columns.decider[at] = facts.decider
    columns.revision[at] = facts.revision
    columns.state[at] = facts.state
    columns.action[at] = facts.action
    columns.origin[at] = facts.origin
    columns.importId[at] = facts.importId
    columns.appId[at] = facts.appId
    columns.user[at] = facts.user
    columns.process[at] = facts.process
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
    services.set(service, this.conversations.length)
    return this.conversations.push({ source, destination, service }) - 1
  }

  #service(protocol: number, port: number): number {
    const shown = shownPort(protocol, port)
    const key = protocol * 65_537 + (shown ?? 65_536)
    const known = this.#serviceCodes.get(key)
    if (known !== undefined) return known
    this.#serviceCodes.set(key, this.services.length)
    return this.services.push({ protocol, port: shown }) - 1
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
