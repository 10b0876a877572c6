export {
  type AssertionRegion,
  type AssertionResult,
  checkAssertions,
} from './analyze/assertions.ts'
export { type BlastRadius, blastRadius, type ReachedWorkload, type RuleCut } from './analyze/blast-radius.ts'
export { compareSnapshots, type Difference } from './analyze/compare.ts'
export type { Connection } from './analyze/connections.ts'
export { connectivity, type PairConnectivity } from './analyze/connectivity.ts'
export {
  diffPolicySets,
  type ObjectChange,
  type Place,
  type PolicySetDiff,
  type PolicySetObjectKind,
} from './analyze/diff-policy-sets.ts'
export { applyEdit, type PolicyEdit } from './analyze/edits.ts'
export { explainMembership, type MembershipExplanation } from './analyze/explain-membership.ts'
export { explainPacket, type PacketExplanation } from './analyze/explain-packet.ts'
export { explainRule, type FieldExplanation, type RuleExplanation } from './analyze/explain-rule.ts'
export type { FieldChange } from './analyze/field-changes.ts'
export { type Flip, flips } from './analyze/flips.ts'
export { type Interference, interference, orderDependence } from './analyze/interference.ts'
export { lint } from './analyze/lint.ts'
export type {
  DeletionProof,
  LintCode,
  LintFinding,
  ObjectRef,
  ShadowFinding,
} from './analyze/lint-finding.ts'
export { type Liveness, liveness } from './analyze/liveness.ts'
export type { ConditionState, RegionVerdict } from './analyze/region-verdict.ts'
export { canonicalDocument, canonicalPolicySet } from './canonical/canonical-document.ts'
export { canonicalJson } from './canonical/canonical-json.ts'
export {
  CERTIFICATE_VERSION,
  type DifferenceCertificate,
  differenceCertificate,
} from './certificate/certificate.ts'
export { type CertificateCheck, verifyCertificate } from './certificate/verify.ts'
export { checkDocument, checkPolicySet, checkPolicySetInSteps } from './check/check-document.ts'
export type { InventoryIds } from './check/check-groups.ts'
export { type DocumentIssue, InvalidDocumentError } from './check/issue.ts'
export type { EnforcementPoint, MatchRule, MatchWorld } from './compile/match-rule.ts'
export { buildSnapshot, evaluate, type Snapshot } from './compile/snapshot.ts'
export { type Span, type SpanGroup, type SpanMeta, spanFor } from './compile/span.ts'
export { type MembershipChange, updateSnapshot } from './compile/update-snapshot.ts'
export {
  createFlowTable,
  type FlowTable,
  type TrackedConnection,
  type Tracking,
} from './conntrack/flow-table.ts'
export { tcpFlagBits } from './conntrack/state.ts'
export { DEFAULT_TIMEOUTS, type FlowTimeouts } from './conntrack/timeouts.ts'
export type { FlowAggregate } from './flows/aggregate.ts'
export { FLOW_FORMATS, type FlowFormat } from './flows/detect.ts'
export {
  createFlowReader,
  type FlowReadCounts,
  type FlowReader,
  type FlowReaderOptions,
  type FlowReadResult,
} from './flows/reader.ts'
export type { BadLine, FlowRecord } from './flows/record.ts'
export { importCalico } from './import/calico/import-calico.ts'
export { type BuiltInChain, type IptablesOptions, importIptables } from './import/iptables/import-iptables.ts'
export { importKubernetes } from './import/kubernetes/import-kubernetes.ts'
export { importNsx } from './import/nsx/import-nsx.ts'
export type { ImportResult } from './import/result.ts'
export type { ImportGap, ImportSource, SourcePath } from './import/source.ts'
export { combine } from './match/combine.ts'
export { allows, type Decision, type DecisionText } from './match/fast/decision.ts'
export {
  createFilterClassifier,
  type FilterClassifier,
  type FilterClassifierOptions,
} from './match/filters/classify.ts'
export { compileFilters } from './match/filters/compile.ts'
export type { Filter } from './match/filters/filter.ts'
export type { FilterTables } from './match/filters/pack.ts'
export type { PacketBlock, PacketColumns } from './match/filters/packet-columns.ts'
export { type Classifier, compileSpan, compileWorld, type HostClassifier } from './match/host-classifier.ts'
export type { Point } from './match/reference.ts'
export {
  type Address,
  type AddressFamily,
  type AddressRange,
  familyOf,
  formatAddress,
  parseAddress,
} from './model/address.ts'
export {
  type AddressSet,
  addressSet,
  complement,
  contains,
  intersection,
  subtract,
  union,
} from './model/address-set.ts'
export {
  type Cidr,
  canonicalAddressSpec,
  formatRange,
  parseAddressSpec,
  parseCidr,
  parseRange,
} from './model/address-spec.ts'
export * from './model/document.ts'
export type { L4, Packet, PacketContext } from './model/packet.ts'
export { createPacketKey, type PacketKey, packetKey, parsedPacketKey } from './model/packet-key.ts'
export { InvalidPacketError, type ParsedPacket, parsePacket } from './model/parsed-packet.ts'
export { PROTOCOL_NAME, PROTOCOL_NUMBER, protocolNumber } from './model/protocol.ts'
export { isActive, parseInstant } from './model/schedule.ts'
export { entryMatches, flattenService } from './model/service.ts'
export type { Evaluation, Mismatch, TrailStep, Verdict, Why } from './model/verdict.ts'
export {
  wellKnownServiceIds,
  wellKnownServices,
  withWellKnownServices,
} from './model/well-known-services.ts'
export {
  type NftablesCounter,
  type NftablesOptions,
  type NftablesRuleset,
  renderNftables,
} from './render/nftables/render-nftables.ts'
export { type CriterionReason, criteriaHold, explainCriteria } from './resolve/criteria.ts'
export { previewCriteria } from './resolve/criteria-index.ts'
export { findCycle, findGroupCycle } from './resolve/cycle.ts'
export type { Reason } from './resolve/reasons.ts'
export { type EffectiveMember, type Resolution, resolveGroups } from './resolve/resolution.ts'
export { type ResolutionChange, updateResolution } from './resolve/update.ts'
export type { ParseError, Result } from './result.ts'
