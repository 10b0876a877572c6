import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { FlowMemory } from '../memory/flow-memory.ts'
import { readFlowFile, writeFlowFile } from './flow-file.ts'

/** Fewer rows are read from the database as quickly. */
const FEWEST_ROWS = 5_000
/** A file that was not renewed for so long is not looked for any more. */
const MARKS_KEPT = '90 days'

/**
 * Keeps flow memory in a file between two runs: what a start reads of it need not be read from the database row by row.
 *
 * INVARIANT: a file counts only where the database knows its mark. The mark is written to the database before the file is in
 * its place, so a database that was restored to an earlier time, or another one, does not know it: what happened to flows
 * afterwards is then not taken for what the file says.
 */
export interface FlowKeeper {
  /** Fills the empty memory; gives the number of the last write it holds then, -1 when nothing was kept. */
  load(memory: FlowMemory): Promise<number>
  /** @param seq the number of the last write that memory holds */
  save(memory: FlowMemory, seq: number): Promise<void>
}

export const createFlowKeeper = (pool: pg.Pool, file: string, fewestRows = FEWEST_ROWS): FlowKeeper => {
  let savedSeq = -1
  let savedMark: string | null = null

  return {
    load: async (memory) => {
      const kept = await readFlowFile(file)
      if (kept === null) return -1
      const { rowCount } = await pool.query('SELECT 1 FROM "FlowMark" WHERE "mark" = $1 AND "seq" = $2', [
        kept.mark,
        kept.seq,
      ])
      if (rowCount !== 1) return -1
      memory.restore(kept.image)
      savedSeq = kept.seq
      savedMark = kept.mark
      return kept.seq
    },
    save: async (memory, seq) => {
      if (seq === savedSeq || memory.count < fewestRows) return
      const mark = randomUUID()
      await writeFlowFile(file, { mark, seq, image: memory.image() }, async () => {
        await pool.query('INSERT INTO "FlowMark" ("mark", "seq") VALUES ($1, $2)', [mark, seq])
      })
      await pool.query(
        `DELETE FROM "FlowMark" WHERE "mark" = $1 OR "at" < now() - interval '${MARKS_KEPT}'`,
        [savedMark ?? ''],
      )
      savedSeq = seq
      savedMark = mark
    },
  }
}
