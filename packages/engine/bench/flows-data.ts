import type { FlowFormat } from '../src/index.ts'

/** One synthetic conversation's record, the same in every format. */
interface Sample {
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly port: number
  readonly packets: number
  readonly bytes: number
  /** Seconds since the epoch. */
  readonly start: number
  readonly end: number
  readonly allowed: boolean
}

const PORTS = [443, 80, 5432, 8080, 22, 53, 6379, 9100]

/** A linear congruential generator: the same lines on every machine. */
const sampler = (): (() => Sample) => {
  let state = 12_345
  const next = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * bound)
  }
  let second = 1_760_000_000
  return () => {
    if (next(200) === 0) second += 1
    const client = next(2_000)
    // Each of 2,000 clients keeps to a handful of services, as clients do.
    const service = (client * 7 + next(5) * 11) % 320
    return {
      source: `10.0.${Math.floor(client / 250)}.${(client % 250) + 1}`,
      destination: `10.1.0.${Math.floor(service / PORTS.length) + 1}`,
      sourcePort: 32_768 + next(28_000),
      port: PORTS[service % PORTS.length] ?? 443,
      packets: next(60) + 2,
      bytes: next(90_000) + 120,
      start: second,
      end: second + next(60),
      allowed: next(20) > 0,
    }
  }
}

const ZEEK_HEAD = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents',
]

const HEADS: Readonly<Record<FlowFormat, readonly string[]>> = {
  vpc: [],
  zeek: ZEEK_HEAD,
  hubble: [],
  csv: ['source,destination,protocol,port,firstSeen,lastSeen,sessions,bytes,packets,verdict'],
  ndjson: [],
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

const LINES: Readonly<Record<FlowFormat, (sample: Sample, index: number) => string>> = {
  vpc: (each) =>
    `2 123456789012 eni-0a1b2c3d4e5f67890 ${each.source} ${each.destination} ${each.sourcePort} ${each.port} 6 ${each.packets} ${each.bytes} ${each.start} ${each.end} ${each.allowed ? 'ACCEPT' : 'REJECT'} OK`,
  zeek: (each, index) =>
    `${each.start}.123456\tC${index.toString(36)}x\t${each.source}\t${each.sourcePort}\t${each.destination}\t${each.port}\ttcp\t-\t${each.end - each.start}.5\t100\t200\t${each.allowed ? 'SF' : 'S0'}\tT\tT\t0\tShADadfF\t${each.packets}\t${each.bytes}\t0\t0\t-`,
  hubble: (each, index) =>
    `{"flow":{"time":"${iso(each.start)}","uuid":"${index}","verdict":"${each.allowed ? 'FORWARDED' : 'DROPPED'}","ethernet":{"source":"9a:4b:92:54:a9:62","destination":"72:59:04:fd:68:13"},"IP":{"source":"${each.source}","destination":"${each.destination}","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":${each.sourcePort},"destination_port":${each.port},"flags":{"SYN":true}}},"source":{"ID":${index % 4000},"identity":20252,"namespace":"shop","labels":["k8s:app=web","k8s:io.kubernetes.pod.namespace=shop"],"pod_name":"web-${each.source.slice(5)}"},"destination":{"identity":20253,"namespace":"shop","labels":["k8s:app=db"],"pod_name":"db-${each.destination.slice(7)}"},"Type":"L3_L4","node_name":"node-1","event_type":{"type":4},"traffic_direction":"EGRESS","is_reply":false,"Summary":"TCP Flags: SYN"},"node_name":"node-1","time":"${iso(each.start)}"}`,
  csv: (each) =>
    `${each.source},${each.destination},tcp,${each.port},${each.start},${each.end},1,${each.bytes},${each.packets},${each.allowed ? 'allowed' : 'denied'}`,
  ndjson: (each) =>
    `{"source":"${each.source}","destination":"${each.destination}","protocol":"tcp","port":${each.port},"firstSeen":${each.start},"lastSeen":${each.end},"sessions":1,"bytes":${each.bytes},"packets":${each.packets},"verdict":"${each.allowed ? 'allowed' : 'denied'}"}`,
}

/** A file of so many records. */
export const makeFile = (format: FlowFormat, records: number): string => {
  const next = sampler()
  const lines = [...HEADS[format]]
  for (let index = 0; index < records; index += 1) lines.push(LINES[format](next(), index))
  return `${lines.join('\n')}\n`
}
