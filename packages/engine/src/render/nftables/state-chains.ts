import { ADMIT, type Chain } from './chains.ts'
import type { Sight } from './fields.ts'
import type { Way } from './relevant.ts'

/** Bits of the connection mark: which ends have let the connection in. The rest is the generation that did. */
const SOURCE = 1
const DESTINATION = 2
const GENERATION = 0xffff_fffc

const hex = (value: number): string => `0x${value.toString(16)}`

/**
 * The chains around the rules.
 *
 * A packet is looked at by its sender's end, then by its receiver's. An end that has let the connection in does not look
 * again; for a reply the sender is the connection's destination. Related ICMP errors bear the mark of the connection they
 * are about. A packet that connection tracking knows nothing about has no mark: every `ct` test fails, both ends look.
 *
 * A connection let in under another generation is decided about anew, by its original packet, at the ends that had let it
 * in. Where that denies, the connection is forgotten with the packet: its mark is 0 from then on.
 */
export function stateChains(
  generation: number,
  dispatch: (sight: Sight, way: Way) => readonly string[],
): readonly Chain[] {
  const current = generation * 4
  const ofGeneration = `ct mark and ${hex(GENERATION)}`
  const isIn = (bit: number) => `ct mark and ${hex(GENERATION + bit)} == ${hex(current + bit)}`
  const enter = `${ofGeneration} != ${hex(current)} ct mark set ${hex(current)}`
  const set = (bit: number) => `ct mark set ct mark or ${hex(bit)}`
  const ends = (original: number, reply: number, say: (bit: number) => string) => [
    `ct direction original ${say(original)}`,
    `ct direction reply ${say(reply)}`,
  ]
  const knows = (bit: number) => `${isIn(bit)} return`
  return [
    {
      name: 'forward',
      lines: [
        'type filter hook forward priority filter; policy accept;',
        'icmpv6 type { 133, 134, 135, 136 } ip6 hoplimit 255 accept',
        'icmpv6 type { 130, 131, 132, 143 } ip6 daddr ff00::/8 accept',
        `${ofGeneration} != ${hex(current)} ct mark and 0x3 vmap { 1 : goto again_source, 2 : goto again_destination, 3 : goto again_both }`,
        'jump sender',
        'jump receiver',
      ],
    },
    { name: 'sender', lines: [...ends(SOURCE, DESTINATION, knows), ...dispatch('packet', 'out')] },
    { name: 'receiver', lines: [...ends(DESTINATION, SOURCE, knows), ...dispatch('packet', 'in')] },
    {
      name: 'again_source',
      lines: [
        'ct mark set 0',
        'jump source',
        'ct direction original goto receiver',
        'ct direction reply goto sender',
      ],
    },
    {
      name: 'again_destination',
      lines: [
        'ct mark set 0',
        'jump destination',
        'ct direction original goto sender',
        'ct direction reply goto receiver',
      ],
    },
    { name: 'again_both', lines: ['ct mark set 0', 'jump source', 'jump destination'] },
    { name: 'source', lines: dispatch('original', 'out') },
    { name: 'destination', lines: dispatch('original', 'in') },
    { name: ADMIT.packet.out, lines: [enter, ...ends(SOURCE, DESTINATION, set)] },
    { name: ADMIT.packet.in, lines: [enter, ...ends(DESTINATION, SOURCE, set)] },
    { name: ADMIT.original.out, lines: [enter, set(SOURCE)] },
    { name: ADMIT.original.in, lines: [enter, set(DESTINATION)] },
  ]
}
