import type { DirectMembers } from './direct.ts'

/**
 * What every group holds by itself, under small numbers: a change copies a list of pointers and no map. The numbers stay as
 * long as no group comes or goes.
 */
export interface GroupTable {
  readonly numberOf: ReadonlyMap<string, number>
  readonly own: readonly DirectMembers[]
}

export function createGroupTable(all: Iterable<DirectMembers>): GroupTable {
  const byId = new Map<string, DirectMembers>()
  for (const each of all) byId.set(each.group.id, each)
  const own = [...byId.values()]
  return { numberOf: new Map(own.map(({ group }, number) => [group.id, number])), own }
}

/** The table with one group put in, or (given null) taken out. */
export function withGroup(table: GroupTable, id: string, direct: DirectMembers | null): GroupTable {
  const number = table.numberOf.get(id)
  if (number !== undefined && direct !== null)
    return { numberOf: table.numberOf, own: table.own.with(number, direct) }
  const others = table.own.filter(({ group }) => group.id !== id)
  return createGroupTable(direct === null ? others : [...others, direct])
}

export const directOf = ({ numberOf, own }: GroupTable, id: string): DirectMembers | undefined =>
  own[numberOf.get(id) ?? -1]

/** What is known of groups, by id; of groups that the table does not have, nothing is kept. */
export class GroupMap<T> {
  readonly #numberOf: ReadonlyMap<string, number>
  readonly #values: (T | undefined)[]

  constructor({ numberOf }: GroupTable, values: (T | undefined)[] = []) {
    this.#numberOf = numberOf
    this.#values = values
  }

  get(id: string): T | undefined {
    return this.#values[this.#numberOf.get(id) ?? -1]
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  set(id: string, value: T): void {
    const number = this.#numberOf.get(id)
    if (number !== undefined) this.#values[number] = value
  }

  /** The same for another table, without some groups. */
  without(except: ReadonlySet<string>, table: GroupTable): GroupMap<T> {
    const kept = new GroupMap<T>(table, table.numberOf === this.#numberOf ? this.#values.slice() : [])
    if (table.numberOf !== this.#numberOf) {
      for (const [id, number] of this.#numberOf) {
        const value = this.#values[number]
        if (value !== undefined) kept.set(id, value)
      }
    }
    for (const id of except) kept.#forget(id)
    return kept
  }

  #forget(id: string): void {
    const number = this.#numberOf.get(id)
    if (number !== undefined) this.#values[number] = undefined
  }
}
