import { open, readFile, rename } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { FLOW_STATES } from '@flowgate/shared'
import { ACTIONS, DECIDERS, ORIGINS } from '../memory/codes.ts'
import { emptyColumns } from '../memory/columns.ts'
import type { FlowImage } from '../memory/flow-memory.ts'

/** Flow memory as it stood after write number `seq` of the database that knows `mark`. */
export interface KeptFlows {
  readonly mark: string
  readonly seq: number
  readonly image: FlowImage
}

/** Counted up when columns mean something else than before, though they look the same. */
const MEANING = 1
/** What a file must agree with: columns, their types, and what their small codes stand for. */
const LAYOUT = JSON.stringify([
  MEANING,
  Object.entries(emptyColumns()).map(([name, column]) => [name, column.constructor.name]),
  ACTIONS,
  DECIDERS,
  ORIGINS,
  FLOW_STATES,
])
const CHECKSUM_BYTES = 4

/**
 * The file's flows, or null where there is none that can be used: missing, cut short, damaged, or of another version. It is a
 * copy of what the database holds and nothing else, so that losing it costs time only.
 */
export const readFlowFile = async (file: string): Promise<KeptFlows | null> => {
  try {
    const bytes = await readFile(file)
    const content = bytes.subarray(CHECKSUM_BYTES)
    if (bytes.length < CHECKSUM_BYTES || bytes.readUInt32LE() !== crc32(content)) return null
    const { layout, ...kept } = deserialize(content)
    return layout === LAYOUT ? kept : null
  } catch {
    return null
  }
}

/** Replaces the file as a whole: after a crash it is the old one or the new one. `image` is taken before this returns. */
export const writeFlowFile = async (
  file: string,
  kept: KeptFlows,
  beforeReplacing: () => Promise<void>,
): Promise<void> => {
  const content = serialize({ layout: LAYOUT, ...kept })
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32LE(crc32(content))
  const handle = await open(`${file}.new`, 'w', 0o600)
  try {
    await handle.writev([checksum, content])
    await handle.sync()
  } finally {
    await handle.close()
  }
  await beforeReplacing()
  await rename(`${file}.new`, file)
}
