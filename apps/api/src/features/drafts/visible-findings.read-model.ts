import type { PolicyContent } from './content.read-model.ts'
import type { KnownFinding } from './findings.read-model.ts'
import type { Visibility } from './visibility.read-model.ts'

const withoutName = ({ by: _, ...finding }: KnownFinding): KnownFinding => ({
  ...finding,
  message: `the rule \`${finding.object?.name}\` never decides: a rule outside your scope, before it, matches all that it matches`,
  help: 'ask whoever owns the other rule, or delete this one',
})

/** Findings about objects that the account may see, without the names of others. */
export const visibleFindings = (
  findings: readonly KnownFinding[],
  content: PolicyContent,
  visibility: Visibility | null,
): readonly KnownFinding[] => {
  if (visibility === null) return findings
  return findings.flatMap((finding) => {
    const { object, by } = finding
    const found = object === null ? undefined : content.find(object.kind, object.id)
    if (found === undefined || !visibility.whole(found)) return []
    return by === undefined || visibility.object(by) ? finding : withoutName(finding)
  })
}
