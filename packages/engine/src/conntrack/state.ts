import type { Packet } from '../model/packet.ts'
import { PROTOCOL_NUMBER } from '../model/protocol.ts'
import type { FlowTimeouts } from './timeouts.ts'

/** TCP flags as on the wire. */
export const TCP_FIN = 1
export const TCP_SYN = 2
export const TCP_RST = 4
export const TCP_ACK = 16

/** The flag bits of a packet; a segment without flags is a SYN, as in `Packet`. 0 for other protocols. */
export function tcpFlagBits({ l4, tcpFlags }: Packet): number {
  if (l4.protocol !== 'tcp') return 0
  if (tcpFlags === undefined) return TCP_SYN
  const { syn, ack, rst, fin } = tcpFlags
  return (syn ? TCP_SYN : 0) | (ack ? TCP_ACK : 0) | (rst ? TCP_RST : 0) | (fin ? TCP_FIN : 0)
}

/** States of a connection; the TCP ones after RFC 9293, as far as one who only watches can tell. */
export const STATE = {
  unreplied: 0,
  replied: 1,
  synSent: 2,
  synReceived: 3,
  established: 4,
  /** The side that opened has closed. */
  finByOriginal: 5,
  finByReply: 6,
  timeWait: 7,
  closed: 8,
} as const

/** The state of a connection that its first admitted packet makes. A TCP connection met in the middle counts as established. */
export function firstState(protocol: number, flags: number): number {
  if (protocol !== PROTOCOL_NUMBER.tcp) return STATE.unreplied
  if ((flags & TCP_RST) !== 0) return STATE.closed
  if ((flags & TCP_FIN) !== 0) return STATE.finByOriginal
  return (flags & TCP_SYN) !== 0 ? STATE.synSent : STATE.established
}

/** The state after one more packet, sent by the side that opened (`reply` false) or by the other. */
export function nextState(state: number, protocol: number, flags: number, reply: boolean): number {
  if (protocol !== PROTOCOL_NUMBER.tcp) return reply ? STATE.replied : state
  if ((flags & TCP_RST) !== 0) return STATE.closed
  if (state === STATE.timeWait || state === STATE.closed) return state
  if ((flags & TCP_FIN) !== 0) {
    const other = reply ? STATE.finByOriginal : STATE.finByReply
    return state === other ? STATE.timeWait : reply ? STATE.finByReply : STATE.finByOriginal
  }
  if (state === STATE.synSent) return reply && (flags & TCP_SYN) !== 0 ? STATE.synReceived : state
  if (state === STATE.synReceived) return !reply && (flags & TCP_ACK) !== 0 ? STATE.established : state
  return state
}

/** Has the other side ever answered? Such a connection is evicted last. */
export const isConfirmed = (state: number): boolean =>
  state !== STATE.unreplied && state !== STATE.synSent && state !== STATE.closed && state !== STATE.timeWait

/** A TCP connection that is over: a new SYN on the same ports opens another. */
export const isOver = (state: number): boolean => state === STATE.timeWait || state === STATE.closed

export function timeoutOf(state: number, protocol: number, timeouts: FlowTimeouts): number {
  switch (state) {
    case STATE.synSent:
      return timeouts.tcpSynSent
    case STATE.synReceived:
      return timeouts.tcpSynReceived
    case STATE.established:
      return timeouts.tcpEstablished
    case STATE.finByOriginal:
    case STATE.finByReply:
      return timeouts.tcpFinWait
    case STATE.timeWait:
      return timeouts.tcpTimeWait
    case STATE.closed:
      return timeouts.tcpClosed
  }
  if (protocol === PROTOCOL_NUMBER.udp)
    return state === STATE.replied ? timeouts.udpReplied : timeouts.udpUnreplied
  if (protocol === PROTOCOL_NUMBER.icmp || protocol === PROTOCOL_NUMBER.icmpv6) return timeouts.icmp
  return state === STATE.replied ? timeouts.otherReplied : timeouts.otherUnreplied
}
