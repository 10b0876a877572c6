import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compactDocument, documentJsonSchema, flowgateDocument } from '../src/index.ts'

test('the published JSON Schema is the one that documents are parsed by (run `pnpm schema` after a change)', () => {
  const file = new URL('../../../schema/flowgate-v1.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(documentJsonSchema())
})

const written = {
  apiVersion: 'flowgate/v1',
  inventory: {
    workloads: [
      {
        id: 'vm-a',
        name: 'vm-a',
        mode: 'visibility',
        vnics: [{ id: 'v0', mac: null, segment: null, addresses: ['10.0.0.1'] }],
      },
    ],
  },
  groups: [{ id: 'g', name: 'g', members: { workloads: ['vm-a'] } }],
  policies: [
    {
      id: 'p',
      name: 'p',
      category: 'application',
      rules: [{ id: 'p-1', name: 'r', sources: { groups: ['g'], negated: true }, action: 'drop' }],
    },
  ],
}

test('a compact document parses to what it was made from', () => {
  const document = flowgateDocument.parse(written)
  const compact = compactDocument(document)
  expect(flowgateDocument.parse(compact)).toEqual(document)
})

test('a compact document says nothing that the schema fills in', () => {
  const compact = compactDocument(flowgateDocument.parse(written))
  expect(compact.policies).toEqual([
    {
      id: 'p',
      name: 'p',
      category: 'application',
      rules: [{ id: 'p-1', name: 'r', sources: { groups: ['g'], negated: true }, action: 'drop' }],
    },
  ])
  expect(compact).not.toHaveProperty('services')
})
