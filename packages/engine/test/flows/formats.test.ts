import { describe, expect, it } from 'vitest'
import { brief, fileBytes, readAll, rowsOf } from './read.ts'

describe('AWS VPC flow logs', () => {
  it('turn replies round, prefer packet addresses, and count a SYN as a session', () => {
    const result = readAll(fileBytes('vpc-header.log'))
    expect(result).toMatchObject({ format: 'vpc', lines: 8, records: 6, skipped: 1, badLines: 0 })
    expect(rowsOf(result).map(brief)).toEqual([
      '10.0.0.5 > 10.0.1.9 6/50051 allowed | 1s 21p 5500b',
      '10.0.0.5 > 198.51.100.7 6/443 denied | 1s 5p 900b',
      '10.0.0.5 > 10.0.0.6 17/123 allowed | 1s 2p 152b',
    ])
  })

  const record = (ports: string, rest = '6 2 100 1760000000 1760000001 ACCEPT OK') =>
    `2 123 eni-1 10.0.0.1 10.0.0.2 ${ports} ${rest}`

  it.each([
    ['40000 443', '10.0.0.1 > 10.0.0.2 6/443'],
    ['443 40000', '10.0.0.2 > 10.0.0.1 6/443'],
    ['5000 8080', '10.0.0.2 > 10.0.0.1 6/5000'],
    ['50051 33000', '10.0.0.2 > 10.0.0.1 6/50051'],
    ['33000 50051', '10.0.0.1 > 10.0.0.2 6/50051'],
    ['40000 40001', '10.0.0.2 > 10.0.0.1 6/40000'],
  ])('without flags, ports %s tell the server', (ports, edge) => {
    expect(
      rowsOf(readAll(record(ports))).map(
        (row) => `${row.source} > ${row.destination} ${row.protocol}/${row.port}`,
      ),
    ).toEqual([edge])
  })

  it('take ICMP for a ping of whoever sent first', () => {
    const result = readAll(
      [
        '2 1 e 203.0.113.12 172.31.16.139 0 0 1 4 336 1432917027 1432917142 ACCEPT OK',
        '2 1 e 172.31.16.139 203.0.113.12 0 0 1 4 336 1432917094 1432917142 REJECT OK',
      ].join('\n'),
    )
    expect(rowsOf(result).map(brief)).toEqual([
      '203.0.113.12 > 172.31.16.139 1/2048 allowed | 1s 4p 336b',
      '203.0.113.12 > 172.31.16.139 1/2048 denied | 1s 4p 336b',
    ])
  })

  it.each([
    [record('40000 70000'), '`dstport` is `70000`, expected a port from 0 to 65535'],
    [record('-1 443'), '`srcport` is `-1`, expected a port from 0 to 65535'],
    [
      record('40000 443', '6 -2 100 1760000000 1760000001 ACCEPT OK'),
      '`packets` is `-2`, expected a whole number from 0 to 9007199254740991',
    ],
    [
      record('40000 443', '300 2 100 1760000000 1760000001 ACCEPT OK'),
      '`protocol` is `300`, expected a protocol number from 0 to 255',
    ],
    [
      record('40000 443', '6 2 100 1760000000 1759999999 ACCEPT OK'),
      '`end` is `1759999999`, expected seconds since 1970, not before `start`',
    ],
    [
      record('40000 443', '6 2 100 1760000000 1760000001 MAYBE OK'),
      '`action` is `MAYBE`, expected `ACCEPT` or `REJECT`',
    ],
    [
      record('40000 443', '6 2 100 9760000000 9760000001 ACCEPT OK'),
      '`start` is `9760000000`, expected a time that is not in the future',
    ],
    [
      '2 1 e 10.0.0.256 10.0.0.2 1 2 6 1 1 1 2 ACCEPT OK',
      '`srcaddr` is `10.0.0.256`, expected an IPv4 or IPv6 address without zone',
    ],
    [
      '2 1 e 10.0.0.1 fe80::1%eth0 1 2 6 1 1 1 2 ACCEPT OK',
      '`dstaddr` is `fe80::1%eth0`, expected an IPv4 or IPv6 address without zone',
    ],
    [
      `${record('40000 443')} more`,
      'the line has 15 columns, expected 14, 21, 25 or 29 without a header line',
    ],
  ])('%s is told what is wrong', (line, reason) => {
    const result = readAll(`${record('1 2')}\n${line}\n`, 'auto', { now: Date.UTC(2026, 0, 1) })
    expect(result).toMatchObject({ records: 1, badLines: 1 })
    expect(result.bad).toEqual([{ line: 2, reason, text: line }])
  })

  it('refuse a header that lacks what a record needs, and the lines under it', () => {
    const result = readAll('srcaddr dstaddr start\n10.0.0.1 10.0.0.2 1760000000\n')
    expect(result.bad.map((each) => each.reason)).toEqual([
      'the header line has no `dstport`, `srcport`, `protocol`, expected these columns in it',
      'the header line above it cannot be used',
    ])
  })

  it('are read behind the time that CloudWatch puts in front', () => {
    const result = readAll(`2025-10-09T08:53:20.000Z ${record('40000 443')}`)
    expect(rowsOf(result).map(brief)).toEqual(['10.0.0.1 > 10.0.0.2 6/443 allowed | 1s 2p 100b'])
  })
})

describe('Zeek conn.log', () => {
  it('JSON: states, ICMP in the port columns, answers seen first, IP bytes', () => {
    const result = readAll(fileBytes('zeek.json'))
    expect(result).toMatchObject({ format: 'zeek', records: 7, badLines: 1 })
    expect(rowsOf(result).map(brief)).toEqual([
      '10.0.0.5 > 10.0.1.9 6/443 allowed | 1s 9p 1000b | ssl',
      '10.0.0.5 > 10.0.1.9 1/2048 null | 2s 5p 420b',
      'fe80::1 > fe80::2 58/34560 null | 1s 0p 0b',
      '10.0.0.5 > 10.0.1.9 6/443 null | 1s 3p 200b',
      '10.0.0.5 > 10.0.1.9 6/22 null | 1s 0p 0b',
      '10.0.0.5 > 10.0.1.9 89/0 null | 1s 0p 0b',
    ])
    expect(result.bad[0]).toMatchObject({ line: 8, reason: '`_path` is `dns`, expected `conn`' })
    expect(rowsOf(result)[0]).toMatchObject({ firstSeen: 1_760_000_000_250, lastSeen: 1_760_000_002_750 })
  })

  const head = (fields: string, separator = '\t') =>
    ['#separator \\x09', '#unset_field\t-', '#path\tconn', `#fields\t${fields}`]
      .join('\n')
      .replaceAll('\t', separator)

  it('TSV: header lines, another separator, mapped field names, a second header', () => {
    const result = readAll(
      [
        head('ts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tconn_state'),
        '1760000000.5\t10.0.0.5\t40000\t10.0.1.9\t53\tudp\tdns\tSF',
        '#close\t2025-10-09',
        '#separator |',
        '#fields|uid|ts|src|src_port|dst|dst_port|proto',
        'C1|1760000001|10.0.0.5|40001|10.0.1.9|53|udp',
      ].join('\n'),
    )
    expect(result).toMatchObject({ records: 2, badLines: 0, skipped: 0 })
    expect(rowsOf(result).map(brief)).toEqual([
      '10.0.0.5 > 10.0.1.9 17/53 allowed | 1s 0p 0b | dns',
      '10.0.0.5 > 10.0.1.9 17/53 null | 1s 0p 0b',
    ])
  })

  it('TSV: tells what is wrong', () => {
    const fields = 'ts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto'
    const reasons = (text: string) => readAll(text).bad.map((each) => each.reason)
    expect(reasons(`#path\tdns\n#fields\t${fields}\n1\t10.0.0.1\t1\t10.0.0.2\t53\tudp`)).toEqual([
      'the log above is `dns`, expected `conn`',
    ])
    expect(reasons('#path\tconn\n1\t10.0.0.1\t1\t10.0.0.2\t53\tudp')).toEqual([
      'no `#fields` line came before it, expected the header of conn.log',
    ])
    expect(reasons(`${head(fields)}\n1\t10.0.0.1\t1\t10.0.0.2\t53`)).toEqual([
      'the line has 5 columns, expected 6 as in `#fields`',
    ])
    expect(
      reasons(`${head(fields)}\n-\t10.0.0.1\t1\t10.0.0.2\t53\tudp\n1\t10.0.0.1\t1\t10.0.0.2\t65536\tudp`),
    ).toEqual([
      '`ts` is missing, expected the time of the first packet',
      '`id.resp_p` is `65536`, expected a port from 0 to 65535',
    ])
  })
})

describe('Hubble', () => {
  it('never lets a reply reverse an edge, names pods, counts SYNs', () => {
    const result = readAll(fileBytes('hubble.jsonl'))
    expect(result).toMatchObject({ format: 'hubble', lines: 10, records: 8, skipped: 2, badLines: 0 })
    expect(rowsOf(result).map(brief)).toEqual([
      '10.20.1.11 > 10.20.2.11 6/7070 allowed | 1s 3p 0b | frontend-1 | cart-1',
      '10.20.1.11 > 10.20.3.11 17/53 denied | 1s 1p 0b | frontend | kube-dns',
      '10.20.1.11 > 203.0.113.9 1/2048 allowed | 1s 2p 0b | frontend-1 | www.example.org',
      '10.20.1.11 > 10.20.2.11 6/7070 allowed | 1s 2p 0b | frontend-1 | cart-1 | http',
    ])
  })

  it.each([
    [
      '{"flow":{"time":"2025-10-09T08:53:20Z","verdict":"FORWARDED","IP":{"source":"10.0.0.1","destination":"10.0.0.2"}}}',
      '`l4` is missing, expected `TCP`, `UDP`, `SCTP`, `ICMPv4` or `ICMPv6` in it',
    ],
    [
      '{"flow":{"time":"yesterday","verdict":"FORWARDED","IP":{"source":"10.0.0.1","destination":"10.0.0.2"},"l4":{"UDP":{"source_port":1,"destination_port":2}}}}',
      '`time` is `yesterday`, expected an RFC 3339 time',
    ],
    [
      '{"flow":{"time":"2025-10-09T08:53:20Z","verdict":"LOST","IP":{"source":"10.0.0.1","destination":"10.0.0.2"},"l4":{"UDP":{"source_port":1,"destination_port":2}}}}',
      '`verdict` is `LOST`, expected `FORWARDED`, `DROPPED`, `AUDIT`, `REDIRECTED`, `ERROR`, `TRACED` or `TRANSLATED`',
    ],
    [
      '{"flow":{"IP":{"source":"10.0.0.1","destination":"10.0.0.2"},"l4":{"UDP":{"source_port":1,"destination_port":99999}}}}',
      '`l4.UDP.destination_port` is `99999`, expected a port from 0 to 65535',
    ],
    ['{"hello":1}', 'the object is no Hubble event, expected a `flow` in it'],
    ['{"flow":{"time":"2025', 'the line is not one JSON object'],
  ])('%s is told what is wrong', (line, reason) => {
    expect(readAll(line, 'hubble').bad).toMatchObject([{ line: 1, reason }])
  })
})

describe('our own record', () => {
  it('CSV: byte order mark, CRLF, quotes, any case of names, missing values, last line without end', () => {
    const result = readAll(fileBytes('records.csv'))
    expect(result).toMatchObject({ format: 'csv', lines: 9, records: 4, badLines: 3 })
    expect(rowsOf(result).map(brief)).toEqual([
      '10.0.0.5 > 10.0.1.9 6/443 allowed | 4s 22p 1010b | client "one", old | alice',
      '2001:db8::1 > 2001:db8::2 58/32768 denied | 1s 0p 0b',
      '10.0.0.5 > 10.0.1.9 47/0 null | 1s 0p 0b',
    ])
    expect(rowsOf(result)[0]).toMatchObject({ firstSeen: 1_760_000_000_000, lastSeen: 1_760_000_061_000 })
    expect(result.bad.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '5: `port` is `70000`, expected a port from 0 to 65535',
      '6: `sessions` is `-5`, expected a whole number from 0 to 9007199254740991',
      '7: the line has 3 columns, expected 13 as in the header',
    ])
  })

  it('CSV: semicolons, tabs, and quotes that are not closed', () => {
    for (const separator of [';', '\t']) {
      const text = 'source;destination;protocol;port;firstSeen\n10.0.0.1;10.0.0.2;tcp;"80";1760000000'
      expect(readAll(text.replaceAll(';', separator))).toMatchObject({
        format: 'csv',
        records: 1,
        badLines: 0,
      })
    }
    const bad = readAll(
      'source,destination,protocol,port,firstSeen\n10.0.0.1,10.0.0.2,tcp,"80,1\n10.0.0.1,10.0.0.2,tcp,"80"x,1',
    ).bad
    expect(bad.map((each) => each.reason)).toEqual([
      'a quoted value has no closing quote on its line',
      'text follows a closing quote, expected the next column',
    ])
  })

  it('NDJSON: escapes, unknown keys, ICMP type and code', () => {
    const result = readAll(fileBytes('records.ndjson'))
    expect(result).toMatchObject({ format: 'ndjson', lines: 8, records: 2, badLines: 6 })
    expect(rowsOf(result).map(brief)).toEqual([
      '10.0.0.5 > 10.0.1.9 17/53 allowed | 4s 8p 400b | café "x" | dns',
      '10.0.0.5 > 10.0.1.9 1/769 null | 1s 0p 0b',
    ])
    expect(result.bad.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '3: `port` is `true`, expected a port from 0 to 65535',
      '4: the line is not one JSON object',
      '5: source and destination are of different IP versions, expected the same',
      '6: `firstSeen` is `2025-10-09T08:53:20`, expected an ISO 8601 time with zone, or seconds or milliseconds since 1970',
      '7: `lastSeen` is `1760000000`, expected a time not before `firstSeen`',
      '8: the line is not one JSON object',
    ])
    for (const protocol of ['constructor', '__proto__', 'tcpx', '']) {
      const line = JSON.stringify({
        source: '10.0.0.1',
        destination: '10.0.0.2',
        protocol,
        port: 1,
        firstSeen: 1,
      })
      expect(readAll(line, 'ndjson').bad[0]?.reason).toMatch(/^`protocol` is/)
    }
  })
})
