import type pg from 'pg'
import type { Db } from '../../platform/db.ts'
import { type HistoryLine, type HostState, UNSEEN } from './host-state.ts'

export interface HostStore {
  load(): Promise<ReadonlyMap<string, HostState>>
  /** One statement each, however many. Hosts that have left the inventory meanwhile are passed over. */
  save(states: ReadonlyMap<string, HostState>): Promise<void>
  /** A line that is there already stays as it is. */
  append(lines: readonly (HistoryLine & { readonly host: string })[]): Promise<void>
}

const SAVE = `
  INSERT INTO "HostStatus" ("hostId", "datapath", "realizedRevision", "realizedInventory", "realizedAt", "lastSeen",
    "latencyMs", "error", "failedRevision", "rules", "workloads", "connections", "dropped")
  SELECT given.* FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[],
    $7::float8[], $8::text[], $9::int[], $10::int[], $11::int[], $12::int[], $13::int[])
    AS given("hostId", "datapath", "realizedRevision", "realizedInventory", "realizedAt", "lastSeen",
      "latencyMs", "error", "failedRevision", "rules", "workloads", "connections", "dropped")
  JOIN "Host" ON "Host"."id" = given."hostId"
  ORDER BY given."hostId"
  ON CONFLICT ("hostId") DO UPDATE SET
    "datapath" = excluded."datapath", "realizedRevision" = excluded."realizedRevision",
    "realizedInventory" = excluded."realizedInventory", "realizedAt" = excluded."realizedAt",
    "lastSeen" = excluded."lastSeen", "latencyMs" = excluded."latencyMs", "error" = excluded."error",
    "failedRevision" = excluded."failedRevision", "rules" = excluded."rules", "workloads" = excluded."workloads",
    "connections" = excluded."connections", "dropped" = excluded."dropped"`

const APPEND = `
  INSERT INTO "Realization" ("hostId", "revision", "at", "latencyMs", "error")
  SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::float8[], $5::text[])
  ON CONFLICT ("hostId", "revision", "at") DO NOTHING`

const date = (at: number | null): Date | null => (at === null ? null : new Date(at))
const millis = (at: Date | null): number | null => at?.getTime() ?? null

/** PostgreSQL keeps no NUL in text. */
const storable = (text: string | null): string | null => text?.replaceAll('\u0000', '') ?? null

export const createHostStore = ({ db, pool }: { readonly db: Db; readonly pool: pg.Pool }): HostStore => ({
  load: async () => {
    const rows = await db.hostStatus.findMany()
    return new Map(
      rows.map(({ hostId, datapath, simulatedState, realizedAt, lastSeen, ...rest }) => [
        hostId,
        {
          ...UNSEEN,
          ...rest,
          datapath: datapath === 'nftables' ? 'nftables' : 'simulated',
          simulatedState:
            simulatedState === 'offline' || simulatedState === 'failing' ? simulatedState : 'online',
          realizedAt: millis(realizedAt),
          lastSeen: millis(lastSeen),
        },
      ]),
    )
  },
  save: async (states) => {
    if (states.size === 0) return
    const rows = [...states]
    const column = <T>(of: (state: HostState) => T): T[] => rows.map(([, state]) => of(state))
    await pool.query(SAVE, [
      rows.map(([id]) => id),
      column((state) => state.datapath),
      column((state) => state.realizedRevision),
      column((state) => state.realizedInventory),
      column((state) => date(state.realizedAt)),
      column((state) => date(state.lastSeen)),
      column((state) => state.latencyMs),
      column((state) => storable(state.error)),
      column((state) => state.failedRevision),
      column((state) => state.rules),
      column((state) => state.workloads),
      column((state) => state.connections),
      column((state) => state.dropped),
    ])
  },
  append: async (lines) => {
    if (lines.length === 0) return
    await pool.query(APPEND, [
      lines.map(({ host }) => host),
      lines.map(({ revision }) => revision),
      lines.map(({ at }) => new Date(at)),
      lines.map(({ latencyMs }) => latencyMs),
      lines.map(({ error }) => storable(error)),
    ])
  },
})
