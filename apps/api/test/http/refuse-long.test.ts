import { flowgateDocument } from '@flowgate/shared'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { findLong } from '../../src/http/refuse-long.ts'

const list = (length: number) => Array.from({ length }, () => 'x')
const schema = z.object({
  named: z.array(z.string()).max(20_000).default([]),
  small: z.object({ inner: z.array(z.string()).min(1).max(3) }).optional(),
  open: z.array(z.string()),
})

it('lets lists have as many items as their schema allows', () => {
  const right = { named: list(20_000), small: { inner: list(3) }, open: list(10_000) }
  expect(findLong('body', schema, right)).toBeNull()
})

it.each([
  [{ named: list(20_001) }, 'body.named', 20_000],
  [{ small: { inner: list(4) } }, 'body.small.inner', 3],
  [{ open: list(10_001) }, 'body.open', 10_000],
])('names the list that is longer (%#)', (value, field, most) => {
  expect(findLong('body', schema, value)).toMatchObject({ field, message: `must have at most ${most} items` })
})

it('knows the limits of a whole document', () => {
  const workloads = Array.from({ length: 50_000 }, (_, index) => ({ id: `w-${index}` }))
  expect(findLong('body', flowgateDocument, { inventory: { workloads } })).toBeNull()
  const sites = { inventory: { sites: list(1_001) } }
  expect(findLong('body', flowgateDocument, sites)).toMatchObject({ field: 'body.inventory.sites' })
})
