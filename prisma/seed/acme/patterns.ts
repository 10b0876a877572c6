import { ECHO, ICMP, type Pattern, TCP } from '../traffic/pattern.ts'
import { DESKTOPS, idsOf } from './definition.ts'
import { applicationPatterns } from './patterns-apps.ts'
import { infrastructurePatterns } from './patterns-infrastructure.ts'

const untagged: readonly Pattern[] = [
  {
    id: 'vm-123-ping',
    from: ['vm-123'],
    to: ['vm-456'],
    protocol: ICMP,
    port: ECHO,
    fanout: 1,
    perHour: 240,
    rhythm: 'flat',
    bytes: 168,
    packets: 2,
  },
  {
    id: 'vm-456-ping',
    from: ['vm-456'],
    to: ['vm-123'],
    protocol: ICMP,
    port: ECHO,
    fanout: 1,
    perHour: 240,
    rhythm: 'flat',
    bytes: 168,
    packets: 2,
  },
  {
    id: 'desktop-shop',
    from: DESKTOPS,
    to: idsOf('shop-web'),
    protocol: TCP,
    port: 443,
    fanout: 1,
    perHour: 2,
    rhythm: 'office',
    bytes: 52_000,
    packets: 70,
  },
]

/** Who talks to whom in acme, how often and when. */
export const acmePatterns: readonly Pattern[] = [
  ...applicationPatterns,
  ...infrastructurePatterns,
  ...untagged,
]
