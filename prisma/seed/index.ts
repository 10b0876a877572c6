export { wellKnownServices } from '@flowgate/engine'
export { ACME_FLOWS, ACME_SEED, type AcmeFlowOptions, acmeFlows } from './acme/flows.ts'
export { acmeInventory } from './acme/inventory.ts'
export { type BoutiqueCall, boutiqueCalls, boutiquePods, serviceOfPod } from './boutique/calls.ts'
export { BOUTIQUE_LAG, boutiqueFlows } from './boutique/flows.ts'
export { boutiqueInventory } from './boutique/inventory.ts'
export { demoDocument, demoFlows, demoInventory } from './demo.ts'
export {
  makeCluster,
  makeHost,
  makeInventory,
  makeSegment,
  makeSite,
  makeVnic,
  makeWorkload,
  tag,
} from './factories/inventory.ts'
export {
  addresses,
  anyEndpoint,
  anyService,
  entries,
  except,
  groups,
  hasTag,
  hasTags,
  icmp,
  icmpv6,
  ipProtocol,
  makeAssertion,
  makeContextProfile,
  makeDocument,
  makeGroup,
  makePolicy,
  makePolicySet,
  makeRule,
  makeService,
  noMembers,
  sctp,
  services,
  tcp,
  udp,
} from './factories/policy.ts'
export { type LargeEstate, type LargeEstateOptions, largeEstate } from './large/estate.ts'
export { demoPolicySet } from './policy/demo.ts'
export { createRandom, hashText, mix, type Random } from './random.ts'
export {
  type Decide,
  type DecidedFlow,
  decideFlows,
  type FlowDecision,
  packetOf,
  type SeedFlow,
} from './traffic/flow.ts'
export type { Link, LinkEnd } from './traffic/links.ts'
export {
  type ConnectionAttempt,
  createTrafficModel,
  type TrafficModel,
  type TrafficModelOptions,
} from './traffic/model.ts'
