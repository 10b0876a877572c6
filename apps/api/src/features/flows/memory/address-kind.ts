import { type AddressRange, parseAddress, parseCidr } from '@flowgate/engine'

/** Not routed on the internet: an address in these that no workload bears is `unknown`, any other is `external`. */
const PRIVATE = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
] as const

const ranges: readonly AddressRange[] = PRIVATE.map((text) => {
  const parsed = parseCidr(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
})

/** RFC 1918, ULA, CGNAT, link-local, loopback, multicast; text that is no address counts as private too. */
export const isPrivateAddress = (text: string): boolean => {
  const parsed = parseAddress(text)
  if (!parsed.ok) return true
  return ranges.some(({ first, last }) => parsed.value >= first && parsed.value <= last)
}
