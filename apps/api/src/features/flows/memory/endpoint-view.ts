import {
  applicationOf,
  canonicalAddress,
  type LoadedInventory,
  tierOf,
} from '../../inventory/inventory.read-model.ts'
import { RecentResults } from '../recent-results.ts'
import { isPrivateAddress } from './address-kind.ts'
import { Dictionary } from './dictionary.ts'
import type { Endpoint } from './flow-codes.ts'

export const WORKLOAD = 0
export const UNKNOWN = 1
export const EXTERNAL = 2
export const HIDDEN = 3

const REMEMBERED_WORDS = 256

const growing = (column: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> => {
  if (needed <= column.length) return column
  const larger = new Uint32Array(Math.max(needed, column.length * 2, 256))
  larger.set(column)
  return larger
}

/**
 * What each endpoint is to one kind of reader: which workload, application, tier or bucket it counts to now. Membership is as of
 * now, so a tag or a workload added later claims its old flows. An endpoint that the reader may not see is `hidden`.
 *
 * Nodes are selectors (`app:shop`), coded in `nodes`; every endpoint has one at each level.
 */
export class EndpointView {
  readonly inventory: LoadedInventory
  /** Workloads that the reader may see; null = all. */
  readonly visible: ReadonlySet<string> | null
  readonly nodes = new Dictionary()
  /** Entity (`wl:`, `addr:`), tier and application of each endpoint, as codes of `nodes`. */
  entity = new Uint32Array(0)
  tier = new Uint32Array(0)
  application = new Uint32Array(0)
  readonly kinds: number[] = []
  readonly workloads: (string | null)[] = []
  readonly names: string[] = []
  readonly #endpoints: readonly Endpoint[]
  #ranks: Float64Array | null = null
  readonly #haystacks: string[] = []
  readonly #containing = new RecentResults<Uint8Array>(REMEMBERED_WORDS)

  constructor(
    endpoints: readonly Endpoint[],
    inventory: LoadedInventory,
    visible: ReadonlySet<string> | null,
  ) {
    this.#endpoints = endpoints
    this.inventory = inventory
    this.visible = visible
    this.sync()
  }

  get size(): number {
    return this.kinds.length
  }

  address(endpoint: number): string {
    return this.kinds[endpoint] === HIDDEN ? '' : (this.#endpoints[endpoint]?.address ?? '')
  }

  /** Takes in endpoints that were added since. */
  sync(): void {
    const total = this.#endpoints.length
    if (total === this.size) return
    this.entity = growing(this.entity, total)
    this.tier = growing(this.tier, total)
    this.application = growing(this.application, total)
    this.#ranks = null
    for (let index = this.size; index < total; index += 1) {
      const endpoint = this.#endpoints[index]
      if (endpoint !== undefined) this.#add(index, endpoint)
    }
  }

  /** What words are looked for in; empty for a hidden endpoint. */
  haystack(endpoint: number): string {
    const known = this.#haystacks[endpoint]
    if (known !== undefined) return known
    const texts = [
      this.names[endpoint],
      this.address(endpoint),
      this.workloads[endpoint],
      this.nodes.textOf(this.tier[endpoint] ?? 0),
      this.nodes.textOf(this.application[endpoint] ?? 0),
    ]
    const made =
      this.kinds[endpoint] === HIDDEN
        ? ''
        : texts
            .filter((text) => text !== null)
            .join('\n')
            .toLowerCase()
    this.#haystacks[endpoint] = made
    return made
  }

  /**
   * Endpoints in whose haystack a word is, in lower case. Many searches share their words, and endpoints are only ever added: what was
   * looked through once is not looked through again.
   */
  containing(word: string): Uint8Array {
    const known = this.#containing.get(word, () => new Uint8Array(0))
    if (known.length === this.size) return known
    const found = new Uint8Array(this.size)
    found.set(known)
    for (let index = known.length; index < found.length; index += 1)
      if (this.haystack(index).includes(word)) found[index] = 1
    this.#containing.replace(word, found)
    return found
  }

  /** Place of each endpoint's name among all names in order: for sorting. Equal names have equal ranks. */
  ranks(): Float64Array {
    if (this.#ranks !== null) return this.#ranks
    const sorted = [...new Set(this.names)].sort()
    const rankOf = new Map(sorted.map((name, rank) => [name, rank]))
    this.#ranks = Float64Array.from(this.names, (name) => rankOf.get(name) ?? 0)
    return this.#ranks
  }

  #add(index: number, endpoint: Endpoint): void {
    const { inventory, visible } = this
    const attributed = endpoint.workload !== null && inventory.workloads.has(endpoint.workload)
    const id = attributed ? endpoint.workload : inventory.workloadAt(canonicalAddress(endpoint.address))
    const workload = id === null || id === undefined ? undefined : inventory.workloads.get(id)
    if (workload === undefined) {
      const kind = isPrivateAddress(endpoint.address) ? UNKNOWN : EXTERNAL
      const bucket = kind === UNKNOWN ? 'bucket:unknown' : 'bucket:external'
      this.#set(index, kind, null, endpoint.name ?? endpoint.address, [
        `addr:${endpoint.address}`,
        bucket,
        bucket,
      ])
      return
    }
    if (visible !== null && !visible.has(workload.id)) {
      this.#set(index, HIDDEN, null, 'another application', [
        'bucket:hidden',
        'bucket:hidden',
        'bucket:hidden',
      ])
      return
    }
    const application = applicationOf(workload)
    const top = application === null ? 'bucket:uncategorized' : `app:${application}`
    const tier = application === null ? top : `tier:${application}/${tierOf(workload) ?? ''}`
    this.#set(index, WORKLOAD, workload.id, workload.name, [`wl:${workload.id}`, tier, top])
  }

  #set(
    index: number,
    kind: number,
    workload: string | null,
    name: string,
    [entity, tier, application]: readonly [string, string, string],
  ): void {
    this.kinds.push(kind)
    this.workloads.push(workload)
    this.names.push(name)
    this.entity[index] = this.nodes.codeOf(entity)
    this.tier[index] = this.nodes.codeOf(tier)
    this.application[index] = this.nodes.codeOf(application)
  }
}
