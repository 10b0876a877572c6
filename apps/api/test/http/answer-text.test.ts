import { listServices, listTags, type Output } from '@flowgate/shared'
import { describe, expect, it } from 'vitest'
import { answerText } from '../../src/http/answer-text.ts'

type Tags = Output<typeof listTags>
const tag = (value: string, workloads = 1): Tags['items'][number] => ({ scope: 'app', value, workloads })
const page = (items: Tags['items']): Tags => ({ items, nextCursor: null, total: items.length })
const read = (value: unknown): unknown => JSON.parse(answerText(listTags, value) ?? 'null')

describe('the text of an answer', () => {
  it('is the answer, whether items last or not', () => {
    const items = [Object.freeze(tag('shop')), tag('pay')]
    expect(read(page(items))).toEqual(page(items))
    expect(read(page(items))).toEqual(page(items))
    expect(read(page([]))).toEqual(page([]))
    expect(read(Object.freeze(page(items)))).toEqual(page(items))
  })

  it('follows an item that is changed in place, because it was not frozen', () => {
    const item = tag('shop')
    read(page([item]))
    item.workloads = 2
    expect(read(page([item]))).toEqual(page([tag('shop', 2)]))
  })

  it('leaves out what the contract does not know, in items and beside them', () => {
    const secret = { ...page([Object.freeze({ ...tag('shop'), secret: 1 })]), secret: 2 }
    expect(read(secret)).toEqual(page([tag('shop')]))
  })

  it('refuses an answer that breaks the contract, in an item or beside the items', () => {
    const wrong = { ...tag('shop'), workloads: 'many' }
    const message = /the answer of `inventory\.listTags` breaks its contract/
    expect(() => answerText(listTags, { ...page([]), items: [wrong] })).toThrow(message)
    expect(() => answerText(listTags, { ...page([]), items: [Object.freeze(wrong)] })).toThrow(message)
    expect(() => answerText(listTags, { ...page([]), total: 'many' })).toThrow(message)
    expect(() => answerText(listTags, { nextCursor: null, total: 0 })).toThrow(message)
    expect(() => answerText(listTags, null)).toThrow(message)
  })

  it('checks a lasting object again for another operation', () => {
    const item = Object.freeze(tag('shop'))
    read(page([item]))
    expect(() => answerText(listServices, { items: [item], nextCursor: null, total: 1 })).toThrow(
      /breaks its contract/,
    )
  })
})
