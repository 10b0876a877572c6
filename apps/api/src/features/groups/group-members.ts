import type { EffectiveMember, Reason } from '@flowgate/engine'
import type { effectiveMember, memberReason } from '@flowgate/shared'
import type { z } from 'zod'
import type { OpenedView } from '../drafts/edit-ports.read-model.ts'
import { HIDDEN_GROUP } from '../drafts/visibility.read-model.ts'

type Reasons = z.output<typeof memberReason>
export type MemberItem = z.output<typeof effectiveMember>

const WORDS: Readonly<Record<string, string>> = {
  equals: 'equals',
  'not-equals': 'is not',
  in: 'is one of',
  'starts-with': 'starts with',
  'ends-with': 'ends with',
  contains: 'contains',
  exists: 'exists',
}

const criterionText = (reason: Extract<Reason, { kind: 'criterion' }>): string => {
  const { criterion, value, negated } = reason
  if (criterion === null) return 'the criteria hold for every workload'
  const scope =
    criterion.field === 'tag' && criterion.scope !== null ? `tag ${criterion.scope}` : criterion.field
  const condition = [scope, WORDS[criterion.operator] ?? criterion.operator, criterion.values.join(', ')]
    .filter((part) => part !== '')
    .join(' ')
  if (negated) return `does not match ${condition}`
  return value === null ? `matches ${condition}` : `${criterion.field} ${value} matches ${condition}`
}

const ownText = (reason: Reason, nameOfSegment: (id: string) => string): string => {
  switch (reason.kind) {
    case 'static':
      return 'added as a member'
    case 'segment':
      return `vNIC ${reason.vnic} is on segment ${nameOfSegment(reason.segment)}`
    case 'criterion':
      return criterionText(reason)
    case 'address':
      return reason.member === reason.address
        ? `vNIC ${reason.vnic} bears ${reason.address}`
        : `${reason.address} of vNIC ${reason.vnic} lies in ${reason.member}`
  }
}

interface Names {
  readonly segment: (id: string) => string
  readonly group: (id: string) => string
  /** Its id, where the reader may know it. */
  readonly shown: (group: string) => string
}

const toReason = (reason: Reason, groupId: string, names: Names): Reasons => {
  const text = ownText(reason, names.segment)
  if (reason.through.length === 0) return { kind: reason.kind, text, path: [] }
  return {
    kind: 'nested',
    text: `member of ${reason.through.map(names.group).join(' > ')}: ${text}`,
    path: [groupId, ...reason.through.map(names.shown)],
  }
}

/** An effective member with its reasons as sentences. */
export const toMember = (
  { workload: id, reasons }: EffectiveMember,
  groupId: string,
  { inventory, visibility }: Pick<OpenedView, 'inventory' | 'visibility'>,
  groupName: (id: string) => string,
): MemberItem => {
  const workload = inventory.workloads.get(id)
  const names: Names = {
    segment: (segment) => inventory.segmentItems.get(segment)?.name ?? segment,
    group: groupName,
    shown: (group) => (visibility?.group(group) === false ? HIDDEN_GROUP : group),
  }
  return {
    workloadId: id,
    name: workload?.name ?? id,
    addresses: workload?.vnics.flatMap(({ addresses }) => addresses) ?? [],
    tags: workload?.tags.map(({ scope, value }) => `${scope}:${value}`) ?? [],
    reasons: reasons.map((reason) => toReason(reason, groupId, names)),
  }
}
