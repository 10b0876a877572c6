import { expect, it } from 'vitest'
import { type UploadEvent, type UploadItem, uploads } from '../../src/features/flows/model/upload-state.ts'

const file = new File(['x'], 'flows.log')
const run = (...events: UploadEvent[]) => events.reduce<readonly UploadItem[]>(uploads, [])[0]?.state
const added: UploadEvent = { type: 'added', id: '1', file }
const changed = (state: UploadItem['state']): UploadEvent => ({ type: 'changed', id: '1', state })

it('goes from sending over reading to storing', () => {
  expect(run(added)).toEqual({ stage: 'sending', share: 0 })
  expect(run(added, changed({ stage: 'reading', records: 5, badLines: 1 }))?.stage).toBe('reading')
})
it('does not go back when word of an earlier stage comes late', () => {
  const storing = changed({ stage: 'storing', records: 9, badLines: 0 })
  expect(run(added, storing, changed({ stage: 'sending', share: 1 }))?.stage).toBe('storing')
  expect(run(added, changed({ stage: 'cancelled' }), storing)?.stage).toBe('cancelled')
})
it('is forgotten when dismissed', () => {
  expect(run(added, { type: 'dismissed', id: '1' })).toBeUndefined()
})
