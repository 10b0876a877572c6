import type { Platform } from '../platform/platform.ts'
import type { Audit } from './audit.ts'
import type { Metrics } from './metrics.ts'

/** Platform plus what every feature needs from the http layer. */
export interface Base extends Platform {
  readonly audit: Audit
  readonly metrics: Metrics
}
