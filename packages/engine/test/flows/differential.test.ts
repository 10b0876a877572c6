import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowReadResult } from '../../src/index.ts'
import { readAll, rowsOf } from './read.ts'
import { type SlowLine, slowConn, slowRows, slowVpc, slowZeek } from './slow.ts'

const linesOf = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/\r$/, ''))

/** Both readers agree on every line's fate and on every row. */
const expectSame = (text: string, result: FlowReadResult, slow: (line: string) => SlowLine): void => {
  const fates = linesOf(text).map((line): SlowLine => (line.trim() === '' ? 'ignored' : slow(line)))
  const bad = fates.flatMap((fate, index) => (fate === 'bad' ? [index + 1] : []))
  expect(result.bad.map((each) => each.line)).toEqual(bad.slice(0, 1000))
  expect(result.badLines).toBe(bad.length)
  expect(result.skipped).toBe(fates.filter((fate) => fate === 'skipped').length)
  expect(result.records).toBe(fates.filter((fate) => typeof fate !== 'string').length)
  const rows = rowsOf(result).map((row) => ({
    key: `${row.source} > ${row.destination} ${row.protocol}/${row.port} ${row.verdict} ${Math.floor(row.firstSeen / 3_600_000)} ${[row.sourceName, row.destinationName, row.appId, row.user, row.process].join(',')}`,
    sessions: row.sessions,
    bytes: row.bytes,
    packets: row.packets,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
  }))
  expect(rows).toEqual(slowRows(fates))
}

const address = fc.constantFrom(
  '10.0.0.1',
  '10.0.0.2',
  '192.0.2.255',
  '2001:db8::1',
  '2001:DB8:0::2',
  '::ffff:10.0.0.1',
  '1.2.3',
  '01.2.3.4',
  '-',
  '::1::',
  'fe80::1%1',
  '1:2:3:4:5:6:7:8',
  '1::2:3:4:5:6:7:8',
  ':1',
  '1:',
  '::',
  '256.1.1.1',
  '1.2.3.4.5',
  '12345::',
)
const goodAddress = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3')
const port = fc.constantFrom(
  '22',
  '80',
  '443',
  '40000',
  '50051',
  '33000',
  '0',
  '65535',
  '65536',
  '-1',
  '8x',
  '',
)
const goodPort = fc.constantFrom('22', '443', '40000', '50051', '33000')
const count = fc.constantFrom(
  '0',
  '7',
  '9007199254740991',
  '9007199254740992',
  '-3',
  '1.5',
  '99999999999999999',
  '-',
)
const mostly = (good: fc.Arbitrary<string>, any: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: any })
const start = mostly(
  fc.constantFrom('1760000000', '1760003600', '1760000060'),
  fc.constantFrom('-1', 'x', '253402300800', ''),
)

const vpcLine = fc
  .record({
    source: mostly(goodAddress, address),
    destination: mostly(goodAddress, address),
    ports: fc.tuple(mostly(goodPort, port), mostly(goodPort, port)),
    protocol: mostly(fc.constantFrom('6', '6', '17', '1', '47'), fc.constantFrom('58', '256', 'tcp')),
    packets: mostly(fc.constant('3'), count),
    bytes: mostly(fc.constant('300'), count),
    start,
    end: mostly(fc.constantFrom('1760003700', '1760007200'), fc.constantFrom('1', '-')),
    action: mostly(fc.constantFrom('ACCEPT', 'REJECT'), fc.constantFrom('-', 'accept')),
    status: mostly(fc.constant('OK'), fc.constantFrom('NODATA', 'SKIPDATA', 'OKAY', '-')),
    flags: mostly(fc.constantFrom('2', '18', '0', '3', '19', '4'), fc.constantFrom('-', '999', 'S')),
    packet: fc.tuple(mostly(fc.constant('-'), address), mostly(fc.constant('-'), goodAddress)),
    junk: mostly(fc.constant(''), fc.constantFrom(' x', '\u0000', '\t')),
  })
  .map((each) => each)

const vpcText = (
  lines: readonly (typeof vpcLine extends fc.Arbitrary<infer T> ? T : never)[],
  order: 14 | 21,
  end: string,
): string =>
  lines
    .map((each) => {
      const basic = `2 1 e ${each.source} ${each.destination} ${each.ports.join(' ')} ${each.protocol} ${each.packets} ${each.bytes} ${each.start} ${each.end} ${each.action} ${each.status}`
      return `${basic}${order === 21 ? ` v s i ${each.flags} IPv4 ${each.packet.join(' ')}` : ''}${each.junk}`
    })
    .join(end)

describe('against an independent slow reader', () => {
  it('VPC, any lines of a small domain', () => {
    fc.assert(
      fc.property(
        fc.array(vpcLine, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(14 as const, 21 as const),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (lines, order, end) => {
          const text = vpcText(lines, order, end)
          expectSame(text, readAll(text, 'vpc'), slowVpc())
        },
      ),
      { numRuns: 1500, seed: 11 },
    )
  })

  it('Zeek, any entries of a small domain, as TSV and as JSON', () => {
    const entry = fc.record({
      ts: mostly(
        fc.constantFrom('1760000000.25', '1760003600', '1760000000.999999'),
        fc.constantFrom('-', 'x', '-5.1', '1.'),
      ),
      'id.orig_h': mostly(goodAddress, address),
      'id.orig_p': mostly(fc.constantFrom('40000', '8', '0', '128'), port),
      'id.resp_h': mostly(goodAddress, address),
      'id.resp_p': mostly(fc.constantFrom('443', '0', '8', '129'), port),
      proto: mostly(fc.constantFrom('tcp', 'udp', 'icmp'), fc.constantFrom('unknown_transport', 'TCPX', '-')),
      service: fc.constantFrom('-', 'ssl', 'gssapi,ldap', '-ssl,http'),
      duration: mostly(fc.constantFrom('1.5', '-', '0.000001'), fc.constantFrom('x')),
      orig_bytes: mostly(fc.constant('5'), count),
      resp_bytes: fc.constantFrom('-', '6'),
      conn_state: fc.constantFrom('SF', 'S0', 'REJ', 'RSTO', 'OTH', '-'),
      history: fc.constantFrom('ShADadFf', '^hADd', 'HDd', '-'),
      orig_pkts: fc.constantFrom('3', '-'),
      orig_ip_bytes: mostly(fc.constantFrom('100', '-'), count),
      resp_ip_bytes: fc.constantFrom('50', '-'),
      ip_proto: fc.constantFrom('-', '6', '89'),
    })
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
        const fields = Object.keys(entries[0] ?? {})
        const head = ['#separator \\x09', '#unset_field\t-', '#path\tconn', `#fields\t${fields.join('\t')}`]
        const text = [...head, ...entries.map((each) => Object.values(each).join('\t'))].join('\n')
        expectSame(text, readAll(text, 'zeek'), slowZeek())
        const objects = entries.map((each) =>
          Object.fromEntries(Object.entries(each).filter(([, value]) => value !== '-' && value !== '')),
        )
        const json = objects.map((each) => JSON.stringify(each)).join('\n')
        expectSame(json, readAll(json, 'zeek'), (line) => slowConn(JSON.parse(line)))
      }),
      { numRuns: 800, seed: 12 },
    )
  })

  it('JSON: a line is good exactly when JSON.parse takes it', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\n"',
      '"\\x"',
      '"\\u12"',
      '"\\u00e9"',
      '1',
      '-1.5e3',
      '01',
      '1.',
      '.5',
      'true',
      'null',
      'nul',
      ' ',
      '"',
      '\t',
      '{"b":[1,2]}',
    )
    const junk = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.json(), junk), (value) => {
        const line = `{"source":"10.0.0.1","destination":"10.0.0.2","protocol":"tcp","port":1,"firstSeen":1,"x":${value}}`
        let valid = true
        try {
          JSON.parse(line)
        } catch {
          valid = false
        }
        // Later keys win in both, so a value that closes the object early may only add unknown keys here.
        const good = readAll(line, 'ndjson').records === 1
        expect([line, good]).toEqual([line, valid])
      }),
      { numRuns: 3000, seed: 13 },
    )
  })

  it('JSON: names come out as JSON.parse gives them', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        fc.boolean(),
        (name, escaped) => {
          const text = escaped
            ? `"${[...name]
                .flatMap((each) => each.split(''))
                .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
                .join('')}"`
            : JSON.stringify(name)
          const line = `{"source":"10.0.0.1","destination":"10.0.0.2","protocol":"tcp","port":1,"firstSeen":1,"sourceName":${text}}`
          const [row] = rowsOf(readAll(line, 'ndjson'))
          if (Buffer.byteLength(name) > 256) return
          const shown = [...name]
            .map((letter) => (letter < ' ' || letter === '\u007f' ? '\ufffd' : letter))
            .join('')
          expect(row?.sourceName).toBe(shown)
        },
      ),
      { numRuns: 1000, seed: 14 },
    )
  })
})

const shared = new URL('../../../../../shared/data/', import.meta.url)
const present = existsSync(fileURLToPath(shared))
const sharedText = (path: string): string => readFileSync(new URL(path, shared), 'utf8')

describe.runIf(present)('recorded files', () => {
  it('VPC: every line of both samples', () => {
    for (const name of ['test-extra-samples.log', 'test-v5-all-fields.log']) {
      const text = sharedText(`03-flows-aws-vpcflow/${name}`)
      const result = readAll(text)
      expect(result).toMatchObject({ format: 'vpc', badLines: 0 })
      expectSame(text, result, slowVpc())
    }
  })

  it('Hubble: the reply does not reverse its edge, the SYN to the world stays', () => {
    const result = readAll(sharedText('03-flows-hubble/hubble-export-sample.jsonl'))
    expect(result).toMatchObject({ format: 'hubble', records: 2, badLines: 0 })
    expect(rowsOf(result)).toMatchObject([
      {
        source: '10.20.0.4',
        sourceName: 'csi-cbs-controller-7788964bc-lsfw5',
        destination: '169.254.128.9',
        destinationName: 'kube-apiserver',
        protocol: 6,
        port: 60_002,
        verdict: 'allowed',
      },
      { source: '10.10.21.241', destination: '9.134.108.44', port: 9922, sessions: 1 },
    ])
  })

  it('Zeek: the conn.log files of slips', () => {
    for (const name of ['port-scans/horizontal/conn.log', 'test10-mixed-zeek-dir/conn.log']) {
      const text = sharedText(`03-flows-slips/${name}`)
      const result = readAll(text)
      expect(result).toMatchObject({ format: 'zeek', badLines: 0 })
      expectSame(text, result, slowZeek())
    }
  })

  it('other logs are told apart: dns.log and a binetflow file give no record', () => {
    const dns = readAll(sharedText('03-flows-slips/test10-mixed-zeek-dir/dns.log'))
    expect(dns).toMatchObject({ format: 'zeek', records: 0 })
    expect(dns.bad[0]?.reason).toBe('the log above is `dns`, expected `conn`')
    const binetflow = readAll(sharedText('03-flows-slips/test5-mixed.binetflow'))
    expect(binetflow).toMatchObject({ format: null, records: 0, badLines: 301 })
  })

  it("Zeek: its own tests' conn.log files, once as they are and once with times for the blanked ones", () => {
    const folder = '03-flows-zeek-btest/expected/'
    const names = readdirSync(new URL(folder, shared)).filter((name) => name.endsWith('.conn.log'))
    expect(names.length).toBeGreaterThan(40)
    let whole = 0
    for (const name of names) {
      const blanked = sharedText(`${folder}${name}`)
      expect(readAll(blanked, 'zeek').records).toBe(0)
      const text = blanked.replaceAll('XXXXXXXXXX.XXXXXX', '1760000000.123456')
      if (!text.includes('#fields')) continue
      whole += 1
      const result = readAll(text)
      expectSame(text, result, slowZeek())
      expect([name, result.bad]).toEqual([name, []])
    }
    expect(whole).toBeGreaterThan(30)
  })
})
