import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AddressRange,
  addressSet,
  canonicalAddressSpec,
  complement,
  contains,
  formatAddress,
  formatRange,
  intersection,
  parseAddress,
  parseAddressSpec,
  subtract,
  union,
} from '../src/index.ts'
import { FAMILY_RANGE, toAddress } from '../src/model/address.ts'

const spec = (text: string): AddressRange => {
  const parsed = parseAddressSpec(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

describe('canonical text', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    [' 10.0.0.1 ', '10.0.0.1'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['10.0.0.0/24', '10.0.0.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.0.0.1-10.0.0.1', '10.0.0.1'],
    ['10.0.0.0 - 10.0.0.255', '10.0.0.0-10.0.0.255'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::/0', '::/0'],
    ['1::/128', '1::'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['fe80:0:0:0:0:0:0:1-fe80::f', 'fe80::1-fe80::f'],
  ])('%s', (text, canonical) => {
    expect(canonicalAddressSpec(text)).toEqual({ ok: true, value: canonical })
  })
})

describe('refused, with what would be right', () => {
  test.each([
    ['10.0.0.5/24', 'cidr_host_bits', 'did you mean `10.0.0.0/24`'],
    ['10.0.0.0/33', 'cidr_invalid', 'use a whole number from 0 to 32'],
    ['2001:db8::/129', 'cidr_invalid', 'use a whole number from 0 to 128'],
    ['10.0.0.0/08', 'cidr_invalid', 'use a whole number from 0 to 32'],
    ['10.0.0.9-10.0.0.1', 'range_reversed', 'write a range such as `10.0.0.1-10.0.0.9`, lower address first'],
    ['10.0.0.1-::1', 'range_mixed', 'use one range for each family'],
    ['web-01', 'range_invalid', 'write a range such as `10.0.0.1-10.0.0.9`, lower address first'],
  ])('%s', (text, code, help) => {
    expect(parseAddressSpec(text)).toMatchObject({ ok: false, error: { code, help } })
  })
  test.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.01',
    '1.2.3.4.5',
    '1..2.3',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1::2::3',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
  ])('the address `%s`', (text) => {
    expect(parseAddress(text).ok).toBe(false)
  })
})

const anyAddress = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }),
  fc.bigInt({ min: 2n ** 128n, max: 2n ** 129n - 1n }),
)

test('format, then parse, gives the address back', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(anyAddress, (value) => {
      expect(parseAddress(formatAddress(toAddress(value)))).toEqual({ ok: true, value })
    }),
  )
})

// A line so short that every address of it can be asked about.
const near = fc.tuple(
  fc.constantFrom(0n, 2n ** 32n - 8n, 2n ** 128n, 2n ** 129n - 8n),
  fc.bigInt({ min: 0n, max: 7n }),
  fc.bigInt({ min: 0n, max: 3n }),
)
const ranges = fc.array(
  near.map(([base, first, length]) => {
    const last = base + first + length > base + 7n ? base + 7n : base + first + length
    return { first: toAddress(base + first), last: toAddress(last) }
  }),
  { maxLength: 6 },
)
const PROBES = [0n, 2n ** 32n - 8n, 2n ** 128n, 2n ** 129n - 8n].flatMap((base) =>
  Array.from({ length: 8 }, (_, i) => toAddress(base + BigInt(i))),
)
const holds = (all: readonly AddressRange[], address: bigint): boolean =>
  all.some(({ first, last }) => first <= address && address <= last)

test('sets are what their ranges say', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const x = addressSet(a)
      const y = addressSet(b)
      for (const probe of PROBES) {
        expect(contains(x, probe)).toBe(holds(a, probe))
        expect(contains(union(x, y), probe)).toBe(holds(a, probe) || holds(b, probe))
        expect(contains(intersection(x, y), probe)).toBe(holds(a, probe) && holds(b, probe))
        expect(contains(subtract(x, y), probe)).toBe(holds(a, probe) && !holds(b, probe))
        expect(contains(complement(x), probe)).toBe(!holds(a, probe))
      }
      expect(complement(complement(x))).toEqual(x)
      for (const range of x) expect(spec(formatRange(range))).toMatchObject(range)
    }),
    { numRuns: 300 },
  )
})

test('the complement of nothing is both families', () => {
  expect(complement([])).toEqual([FAMILY_RANGE[4], FAMILY_RANGE[6]])
})
