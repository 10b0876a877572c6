import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type FlowgateDocument, type L4, type Packet, parseAddress, parsePacket } from '@flowgate/engine'
import { l4, packetContext } from '@flowgate/shared'
import { z } from 'zod'
import { pathText, shapeErrors } from './shape-errors.ts'

/**
 * A packet as a line of NDJSON. Either the engine's form, with `l4`, or flat:
 * `{"source":"vm-a","destination":"10.0.0.2","protocol":"tcp","port":443}`. `source` and `destination` are ids or names of
 * workloads, or addresses.
 */
const port = z.number().int().min(0).max(65_535)
const byte = z.number().int().min(0).max(255)
const ends = {
  source: z.string().min(1),
  destination: z.string().min(1),
  fragment: z.boolean().optional(),
  tcpFlags: z
    .object({ syn: z.boolean(), ack: z.boolean(), rst: z.boolean(), fin: z.boolean() })
    .strict()
    .optional(),
  context: packetContext.optional(),
  /** RFC 3339; now otherwise. For schedules. */
  at: z.iso.datetime().optional(),
}
const flat = z
  .object({
    ...ends,
    protocol: z.union([z.enum(['tcp', 'udp', 'sctp', 'icmp', 'icmpv6']), byte]),
    port: port.optional(),
    sourcePort: port.optional(),
    type: byte.optional(),
    code: byte.optional(),
  })
  .strict()
const whole = z.object({ ...ends, l4 }).strict()

const TRANSPORT = { 6: 'tcp', 17: 'udp', 132: 'sctp' } as const
const EPHEMERAL = 49_152

const flatL4 = (line: z.infer<typeof flat>): L4 | string => {
  const { protocol } = line
  const name =
    typeof protocol === 'number'
      ? (TRANSPORT[protocol as keyof typeof TRANSPORT] ??
        (protocol === 1 ? 'icmp' : protocol === 58 ? 'icmpv6' : null))
      : protocol
  if (name === null) return { protocol: 'ip', number: Number(protocol) }
  if (name === 'icmp' || name === 'icmpv6') {
    if (line.type === undefined)
      return `\`type\` is missing: ${name} needs one (echo request is ${name === 'icmp' ? 8 : 128})`
    return { protocol: name, type: line.type, code: line.code ?? 0 }
  }
  if (line.port === undefined && !line.fragment)
    return `\`port\` is missing: ${name} needs a destination port`
  return { protocol: name, sourcePort: line.sourcePort ?? EPHEMERAL, destinationPort: line.port ?? 0 }
}

type Addresses = readonly string[]
const isV6 = (address: string): boolean => address.includes(':')

/** Finds addresses by id, by name, or takes the text as an address. */
export const addressBook = (document: FlowgateDocument): ((text: string) => Addresses | null) => {
  const known = new Map<string, Addresses>()
  for (const { id, name, vnics } of document.inventory.workloads) {
    const addresses = vnics.flatMap((vnic) => vnic.addresses)
    if (!known.has(name)) known.set(name, addresses)
    known.set(id, addresses)
  }
  return (text) => known.get(text) ?? (parseAddress(text).ok ? [text] : null)
}

export type PacketLine = { readonly packet: Packet; readonly at: number | null } | { readonly error: string }

const pickPair = (from: Addresses, to: Addresses, six: boolean | null): readonly [string, string] | null => {
  for (const source of from) {
    if (six !== null && isV6(source) !== six) continue
    const destination = to.find((one) => isV6(one) === isV6(source))
    if (destination !== undefined) return [source, destination]
  }
  return null
}

export const parsePacketLine = (text: string, find: ReturnType<typeof addressBook>): PacketLine => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { error: `not JSON: ${(error as Error).message}` }
  }
  const hasL4 = typeof value === 'object' && value !== null && 'l4' in value
  const parsed = (hasL4 ? whole : flat).safeParse(value)
  if (!parsed.success) {
    const found = shapeErrors(value, parsed.error.issues)
    return { error: found.map(({ path, message }) => `${pathText(path) || 'packet'}: ${message}`).join('; ') }
  }
  const { source, destination, fragment, tcpFlags, context, at } = parsed.data
  const l4Of = 'l4' in parsed.data ? (parsed.data.l4 as L4) : flatL4(parsed.data)
  if (typeof l4Of === 'string') return { error: l4Of }
  const from = find(source)
  if (from === null)
    return { error: `source: \`${source}\` is neither a workload of the document nor an address` }
  const to = find(destination)
  if (to === null)
    return { error: `destination: \`${destination}\` is neither a workload of the document nor an address` }
  const six = l4Of.protocol === 'icmpv6' ? true : l4Of.protocol === 'icmp' ? false : null
  // Two addresses are taken at their word: ICMP of the other IP version is odd on the wire, not impossible.
  const written = from[0] === source && to[0] === destination
  const pair = pickPair(from, to, six) ?? (written ? pickPair(from, to, null) : null)
  if (pair === null) {
    const version = six === null ? 'addresses of one IP version' : `IPv${six ? 6 : 4} addresses`
    return { error: `\`${source}\` and \`${destination}\` do not both have ${version}` }
  }
  const known = Object.fromEntries(Object.entries(context ?? {}).filter(([, one]) => one !== undefined))
  const packet: Packet = {
    source: pair[0],
    destination: pair[1],
    l4: l4Of,
    ...(fragment === undefined ? {} : { fragment }),
    ...(tcpFlags === undefined ? {} : { tcpFlags }),
    ...(context === undefined ? {} : { context: known }),
  }
  const checked = parsePacket(packet)
  if (!checked.ok) return { error: `${checked.error.message}; ${checked.error.help}` }
  return { packet, at: at === undefined ? null : Date.parse(at) }
}

/** Lines with their numbers from 1; empty ones are left out. */
export async function* numberedLines(stream: Readable): AsyncGenerator<readonly [number, string]> {
  let number = 0
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() !== '') yield [number, line]
  }
}
