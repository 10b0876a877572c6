import { largeEstate } from '@flowgate/seed'
import { expect, it } from 'vitest'
import { contentOf } from '../../src/demo/demo-content.ts'
import { objectChanges } from '../../src/features/drafts/object-changes.read-model.ts'
import { makeObject, writeOf } from '../../src/features/drafts/objects.read-model.ts'
import { comparedTexts } from '../../src/features/revisions/compared-texts.ts'

const estate = largeEstate({ workloads: 300, rules: 3_000, flows: 0, seed: 7 })

it('shows of two large sets only what differs, and says so', () => {
  const before = contentOf(estate.policySet)
  const [rule] = before.all('rule').values()
  if (rule === undefined) throw new Error('the estate has no rule')
  const body = { ...rule.body, note: 'reviewed' }
  const changed = makeObject('rule', rule.id, body, { policyId: rule.policyId, rank: rule.rank })
  const after = before.with([writeOf(changed)])
  const changes = objectChanges(before, after)
  expect(changes.map(({ id }) => id)).toEqual([rule.id])
  const { beforeText, afterText } = comparedTexts(before, after, changes)
  expect(afterText.split('\n')[0]).toBe('# Only what differs.')
  expect(afterText).toContain(`id: ${rule.id}`)
  expect(afterText).toContain('note: reviewed')
  expect(beforeText).not.toContain('note: reviewed')
  expect(afterText.length).toBeLessThan(5_000)
})

it('leaves out the last of very many differences, and says how many', () => {
  const before = contentOf({ ...estate.policySet, groups: [], services: [], policies: [], assertions: [] })
  const after = contentOf(estate.policySet)
  const changes = objectChanges(before, after)
  const { beforeText, afterText } = comparedTexts(before, after, changes)
  expect(afterText).toContain(`; ${changes.length - 2_000} more changed objects are left out.`)
  expect(beforeText.length).toBeLessThan(1_000)
})
