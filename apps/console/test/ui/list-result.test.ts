import { describe, expect, it } from 'vitest'
import { isBusy } from '../../src/ui/table/list-result.ts'

const result = { data: undefined, isPending: false, isFetching: true, error: null, refetch: () => {} }
const data = { items: [], total: 0, nextCursor: null }

describe('isBusy', () => {
  it('says so while there is nothing to show, or something else to come', () => {
    expect(isBusy({ ...result, isPending: true })).toBe(true)
    expect(isBusy({ ...result, data, isPlaceholderData: true })).toBe(true)
  })
  it('does not for a list that is only kept up to date', () => {
    expect(isBusy({ ...result, data, isPlaceholderData: false })).toBe(false)
    expect(isBusy({ ...result, data, isFetching: false })).toBe(false)
  })
})
