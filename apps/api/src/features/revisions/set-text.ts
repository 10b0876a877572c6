import { canonicalPolicySet } from '@flowgate/engine'
import { stringify } from 'yaml'
import type { PolicyContent } from '../drafts/content.read-model.ts'

const texts = new WeakMap<PolicyContent, string>()

/** A policy set as people read and compare it: the canonical form as YAML, one value a line. */
export const setText = (content: PolicyContent): string => {
  const known = texts.get(content)
  if (known !== undefined) return known
  const text = stringify(canonicalPolicySet(content.policySet), {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  })
  texts.set(content, text)
  return text
}
