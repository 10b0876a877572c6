/** Addresses outside the estate. All of them are reserved for documentation, so none belongs to anybody. */
export const CUSTOMERS: readonly string[] = [
  '203.0.113.12',
  '203.0.113.25',
  '203.0.113.31',
  '203.0.113.47',
  '203.0.113.68',
  '203.0.113.90',
  '203.0.113.104',
  '203.0.113.119',
  '2001:db8:c11e::12',
  '2001:db8:c11e::25',
]
export const BANK: readonly string[] = ['198.51.100.10', '198.51.100.11']
export const MIRRORS: readonly string[] = ['198.51.100.80', '198.51.100.81']
export const UPSTREAM_DNS: readonly string[] = ['198.51.100.53']
export const UPSTREAM_NTP: readonly string[] = ['198.51.100.123']
/** Networks that scan the internet; the demo's emergency policy names them. */
export const KNOWN_SCANNERS: readonly string[] = ['192.0.2.66', '192.0.2.71', '192.0.2.140']
export const SCANNER_NETWORKS: readonly string[] = ['192.0.2.0/24', '2001:db8:bad::/48']
/** Scanners that no list names yet. */
export const UNKNOWN_SCANNERS: readonly string[] = ['203.0.113.201', '203.0.113.222', '2001:db8:5ca::7']
