import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowReadResult } from '../../src/index.ts'
import { bytesOf, fileBytes, readAll, rowsOf } from './read.ts'

const FILES = ['vpc-header.log', 'zeek.json', 'hubble.jsonl', 'records.csv', 'records.ndjson']

const everything = (result: FlowReadResult) => {
  const { aggregate, ...rest } = result
  return { ...rest, rows: rowsOf(result), firstSeen: aggregate.firstSeen, lastSeen: aggregate.lastSeen }
}

describe('chunks', () => {
  it.each(FILES)('%s: any split gives the same result', (name) => {
    const bytes = fileBytes(name)
    const whole = everything(readAll(bytes))
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }), (cuts) => {
        expect(everything(readAll(bytes, 'auto', {}, cuts))).toEqual(whole)
      }),
      { numRuns: 150, seed: 21 },
    )
    const single = Array.from({ length: bytes.length }, (_, index) => index)
    expect(everything(readAll(bytes, 'auto', {}, single))).toEqual(whole)
  })

  it('any bytes at all: no throw, every line that is not blank is accounted for, whatever the split', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(
          fc.constantFrom(
            '{',
            '"flow"',
            ':',
            '}',
            '\n',
            '#fields\t',
            'srcaddr ',
            '2 1 e ',
            ',',
            'source,destination\n',
            '\u0000',
            '10.0.0.1 ',
            '\r\n',
            '\ufeff',
          ),
          { maxLength: 60 },
        )
        .map((parts) => bytesOf(parts.join(''))),
    )
    const format = fc.constantFrom(
      'auto' as const,
      'vpc' as const,
      'zeek' as const,
      'hubble' as const,
      'csv' as const,
      'ndjson' as const,
    )
    fc.assert(
      fc.property(noise, format, fc.array(fc.nat({ max: 400 }), { maxLength: 5 }), (bytes, as, cuts) => {
        const places = cuts.filter((cut) => cut <= bytes.length)
        expect(everything(readAll(bytes, as, {}, places))).toEqual(everything(readAll(bytes, as)))
      }),
      { numRuns: 1500, seed: 22 },
    )
  })
})

const GOOD = '2 1 e 10.0.0.1 10.0.0.2 40000 443 6 2 100 1760000000 1760000001 ACCEPT OK'

describe('limits', () => {
  it('keep the first 1,000 bad lines and count all', () => {
    const result = readAll(`${GOOD}\n${'nonsense\n'.repeat(2_500)}${GOOD}\n`)
    expect(result).toMatchObject({ lines: 2_502, records: 2, badLines: 2_500 })
    expect(result.bad).toHaveLength(1_000)
    expect(result.bad[0]).toEqual({
      line: 2,
      reason: 'the line has 1 columns, expected 14, 21, 25 or 29 without a header line',
      text: 'nonsense',
    })
  })

  it('a line of many megabytes is one bad line, and what follows is read', () => {
    const long = bytesOf(`${GOOD}\n${'x'.repeat(3 << 20)}\n${GOOD}\n`)
    for (const cuts of [[], Array.from({ length: 60 }, (_, index) => index * 50_000)]) {
      const result = readAll(long, 'auto', {}, cuts)
      expect(result).toMatchObject({ lines: 3, records: 2, badLines: 1 })
      expect(result.bad[0]?.reason).toBe('the line is longer than 1048576 bytes')
      expect(result.bad[0]?.text).toBe('x'.repeat(200))
    }
  })

  it('a line of just the limit is read', () => {
    const record =
      '{"source":"10.0.0.1","destination":"10.0.0.2","protocol":"tcp","port":1,"firstSeen":1,"x":"'
    const line = `${record}${'y'.repeat((1 << 20) - record.length - 2)}"}`
    expect(readAll(`${line}\n`)).toMatchObject({ records: 1, badLines: 0 })
    expect(readAll(`${line} \n`)).toMatchObject({ records: 0, badLines: 1 })
  })

  it('NUL bytes and other control characters are told, not passed on', () => {
    const result = readAll('2 1 e 10.0.0.1\u0000 10.0.0.2 40000 443 6 2 100 1760000000 1760000001 ACCEPT OK')
    expect(result.bad[0]?.reason).toBe(
      '`srcaddr` is `10.0.0.1\ufffd`, expected an IPv4 or IPv6 address without zone',
    )
    expect(result.bad[0]?.text).not.toContain('\u0000')
  })

  it('an empty file, blank lines and a lone byte order mark are nothing', () => {
    for (const text of ['', '\n\r\n  \n', '\ufeff', '\ufeff\n']) {
      expect(readAll(text)).toMatchObject({ format: null, records: 0, badLines: 0 })
    }
  })

  it('a file of no known format says so for every line, however long it is', () => {
    const result = readAll('hello world\n'.repeat(500))
    expect(result).toMatchObject({ format: null, badLines: 500 })
    expect(result.bad[499]?.reason).toMatch(/^the format was not recognised, expected AWS VPC/)
  })

  it('lines before the one that tells the format are judged by it', () => {
    const result = readAll(`what is this\n\n${GOOD}\n`)
    expect(result).toMatchObject({ format: 'vpc', lines: 3, records: 1, badLines: 1 })
    expect(result.bad[0]?.line).toBe(1)
  })

  it('sums stop at the largest exact integer', () => {
    const line = `{"source":"10.0.0.1","destination":"10.0.0.2","protocol":"tcp","port":1,"firstSeen":1,"bytes":${Number.MAX_SAFE_INTEGER}}\n`
    expect(rowsOf(readAll(line.repeat(3)))[0]?.bytes).toBe(Number.MAX_SAFE_INTEGER)
  })
})
