import { type AnyOperation, type Client, createClient, type Input, type Output } from '@flowgate/shared'
import type { Command } from 'commander'
import { type Connection, connection } from './config/connection.ts'
import { createPrinter, type Format, type Printer } from './output/printer.ts'

/** What every command works with. */
export interface Context {
  readonly print: Printer
  readonly client: Client
  readonly connection: Connection
  /** Pages through a list until `limit` items are there; 0 = all. */
  readonly all: <O extends AnyOperation>(op: O, input: Input<O>, limit: number) => Promise<ItemOf<O>[]>
}

type ItemOf<O extends AnyOperation> = Output<O> extends { items: (infer T)[] } ? T : never

const PAGE = 500

const pager =
  (client: Client, print: Printer): Context['all'] =>
  async <O extends AnyOperation>(op: O, input: Input<O>, limit: number) => {
    const items: ItemOf<O>[] = []
    let cursor: string | undefined
    for (;;) {
      const wanted = limit === 0 ? PAGE : Math.min(PAGE, limit - items.length)
      const query = { ...(input.query as object | undefined), limit: wanted, ...(cursor ? { cursor } : {}) }
      const page = (await client.call(op, { ...input, query } as Input<O>)) as {
        items: ItemOf<O>[]
        nextCursor: string | null
        total: number
      }
      items.push(...page.items)
      if (page.nextCursor === null) return items
      if (limit !== 0 && items.length >= limit) {
        print.note(`showing ${items.length} of ${page.total}; --limit 0 shows all`)
        return items
      }
      cursor = page.nextCursor
    }
  }

export const printerOf = (command: Command): Printer => {
  const { output } = command.optsWithGlobals<{ output?: Format }>()
  return createPrinter(output ?? 'table', process.stdout, process.stderr)
}

export const contextOf = (command: Command): Context => {
  const found = connection()
  const print = printerOf(command)
  const client = createClient({ baseUrl: found.url, fetch, headers: () => found.headers })
  return { print, client, connection: found, all: pager(client, print) }
}
