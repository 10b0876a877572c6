import { spawnSync } from 'node:child_process'
import { createReadStream, openSync, readSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createFlowReader, type FlowFormat } from '../src/index.ts'

/** What a side found; equal on every side that read the same file. */
export interface Found {
  readonly rows: number
  readonly bytes: number
  /** Of CPU, user and system, so that a busy machine does not count. */
  readonly milliseconds: number
}

const CHUNK = 1 << 20

const since = (started: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1000
}

/** Our reader over chunks of the file. */
export const ours = (format: FlowFormat, file: string): Found => {
  const started = process.cpuUsage()
  const reader = createFlowReader(format)
  const descriptor = openSync(file, 'r')
  const chunk = new Uint8Array(CHUNK)
  for (;;) {
    const length = readSync(descriptor, chunk, 0, CHUNK, null)
    if (length === 0) break
    reader.push(chunk.subarray(0, length))
  }
  const { aggregate, badLines } = reader.end()
  const milliseconds = since(started)
  if (badLines > 0) throw new Error(`${badLines} bad lines in a file that has none`)
  let bytes = 0
  for (const row of aggregate.rows()) bytes += row.bytes
  return { rows: aggregate.size, bytes, milliseconds }
}

type Fields = readonly [
  source: string,
  destination: string,
  port: string,
  allowed: boolean,
  seconds: number,
  bytes: number,
]

const NAIVE: Readonly<Record<FlowFormat, (line: string) => Fields | null>> = {
  vpc: (line) => {
    const cell = line.split(' ')
    return [
      cell[3] ?? '',
      cell[4] ?? '',
      cell[6] ?? '',
      cell[12] === 'ACCEPT',
      Number(cell[10]),
      Number(cell[9]),
    ]
  },
  zeek: (line) => {
    if (line.startsWith('#')) return null
    const cell = line.split('\t')
    return [cell[2] ?? '', cell[4] ?? '', cell[5] ?? '', cell[11] === 'SF', Number(cell[0]), Number(cell[17])]
  },
  hubble: (line) => {
    const { flow } = JSON.parse(line)
    return [
      flow.IP.source,
      flow.IP.destination,
      String(flow.l4.TCP.destination_port),
      flow.verdict === 'FORWARDED',
      Date.parse(flow.time) / 1000,
      0,
    ]
  },
  csv: (line) => {
    if (line.startsWith('source')) return null
    const cell = line.split(',')
    return [
      cell[0] ?? '',
      cell[1] ?? '',
      cell[3] ?? '',
      cell[9] === 'allowed',
      Number(cell[4]),
      Number(cell[7]),
    ]
  },
  ndjson: (line) => {
    const record = JSON.parse(line)
    return [
      record.source,
      record.destination,
      String(record.port),
      record.verdict === 'allowed',
      record.firstSeen,
      record.bytes,
    ]
  },
}

/** readline, split or JSON.parse, and a map with a string key: what one writes first. It checks nothing. */
export const naive = async (format: FlowFormat, file: string): Promise<Found> => {
  const started = process.cpuUsage()
  const rows = new Map<string, { sessions: number; bytes: number }>()
  const fieldsOf = NAIVE[format]
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const fields = fieldsOf(line)
    if (fields === null) continue
    const [source, destination, port, allowed, seconds, bytes] = fields
    const key = `${source} ${destination} ${port} ${allowed} ${Math.floor(seconds / 3600)}`
    const row = rows.get(key)
    if (row === undefined) rows.set(key, { sessions: 1, bytes })
    else {
      row.sessions += 1
      row.bytes += bytes
    }
  }
  const milliseconds = since(started)
  return { rows: rows.size, bytes: [...rows.values()].reduce((sum, row) => sum + row.bytes, 0), milliseconds }
}

const MAWK = `{ k = $4 " " $5 " " $7 " " $13 " " int($11 / 3600); s[k]++; b[k] += $10 }
END { n = 0; t = 0; for (k in s) { n++; t += b[k] } printf "%d %.0f\\n", n, t }`

/** mawk doing the same aggregation of a VPC log; null where it is not installed. The shell tells its CPU time. */
export const mawk = (file: string): Found | null => {
  const run = spawnSync('sh', ['-c', 'mawk "$1" "$2" && times', 'sh', MAWK, file], { encoding: 'utf8' })
  if (run.status !== 0) return null
  const [found = '', , children = ''] = run.stdout.trim().split('\n')
  const [rows, bytes] = found.split(' ').map(Number)
  const milliseconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  )
  return { rows: rows ?? 0, bytes: bytes ?? 0, milliseconds }
}
