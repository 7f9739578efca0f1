import { Readable } from 'node:stream';
import { closeSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportLine } from '../../../domain/day-report/read-report-line.js';
import { readReport } from './read-report.js';
import { parsed } from './xlsx-rows.js';
import { openNameless } from './text-table.js';

const HEAD = 'session_id,parent_session_id,order_no,operation,state,amount,currency_code,name';
const line = (n: number, name = 'Noura') => `s${n},,r1-a-${n},payment,paid,9.500,KWD,${name}`;
const csv = (...rows: string[]) => [HEAD, ...rows, ''].join('\r\n');

describe('a report file', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'perennial-report-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  async function read(bytes: Buffer, records: number | null = null): Promise<ReportLine[]> {
    const fd = openNameless(directory);
    writeSync(fd, bytes);
    try {
      const limits = { maxUnpackedBytes: 10_000_000, directory };
      const lines: ReportLine[] = [];
      for await (const one of readReport({ fd, bytes: bytes.length, records }, limits)) lines.push(one);
      return lines;
    } finally {
      closeSync(fd);
    }
  }

  const sessions = async (bytes: Buffer, records: number | null = null) =>
    (await read(bytes, records)).map(({ sessionId }) => sessionId);

  it('is read by the names of its columns, in any order and with others between them', async () => {
    const text = [
      'Notes,Transaction Amount,CURRENCY,State,Type,Order Number,Session ID,Fee,Is Sandbox',
      `"with ""quotes"", and\nlines",9.5,KWD,Paid,Payment,'=r1-a-1,s1,0.050,False`,
    ].join('\n');
    expect(await read(Buffer.from(`${text}\n`))).toEqual([
      {
        operation: 'payment',
        sessionId: 's1',
        parentSessionId: null,
        orderNo: '=r1-a-1',
        state: 'paid',
        amount: { minor: 9500n, currency: 'KWD' },
        settledMinor: null,
        feeMinor: 50n,
        isSandbox: false,
      },
    ]);
  });

  it.each<[string, (text: string) => Buffer]>([
    ['UTF-8', (text) => Buffer.from(text)],
    ['UTF-8 with a mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without one', (text) => Buffer.from(text, 'utf16le')],
    ['UTF-16, big-endian', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('may be in %s', async (_name, encode) => {
    expect(await sessions(encode(csv(line(1, 'نورة'), line(2))), 2)).toEqual(['s1', 's2']);
  });

  it.each<[string, Buffer, number | null, RegExp]>([
    ['empty', Buffer.from(''), null, /empty/],
    [
      'in another charset',
      Buffer.concat([Buffer.from(csv(line(1))), Buffer.from([0xe4, 0xe6, 10])]),
      null,
      /not utf-8.*windows-1256/,
    ],
    [
      'cut off within a line',
      Buffer.from(csv(line(1), line(2)).slice(0, -20)),
      null,
      /line 3: 5 cells instead of 8/,
    ],
    ['cut off within a cell', Buffer.from(csv(line(1), line(2)).slice(0, -4)), null, /not ended/],
    ['cut off within quotes', Buffer.from(csv(line(1, '"Noura')).slice(0, -2)), null, /within a quoted cell/],
    ['cut off between lines', Buffer.from(csv(line(1))), 2, /1 lines of 2: it is cut off/],
    [
      'with other columns',
      Buffer.from('date,total\n1,2\n'),
      null,
      /missing: session_id or .*Unknown columns: date, total/,
    ],
    ['with a column twice', Buffer.from(`${HEAD},status\n`), null, /mean the same: state and status/],
    [
      'with an amount of too many digits',
      Buffer.from(csv(line(1).replace('9.500', '9.5000'))),
      null,
      /line 2: amount "9.5000"/,
    ],
    ['with an unknown currency', Buffer.from(csv(line(1).replace('KWD', 'KWX'))), null, /currency "KWX"/],
    [
      'with an unknown operation',
      Buffer.from(csv(line(1).replace('payment', 'gift'))),
      null,
      /operation "gift"/,
    ],
    ['HTML', Buffer.from('<html>Sign in</html>\n'), null, /columns are missing/],
    ['a workbook that is none', Buffer.from('PK\x03\x04 and so on'), null, /no workbook/],
  ])('that is %s is refused, and says why', async (_name, bytes, records, reason) => {
    await expect(read(bytes, records)).rejects.toThrow(reason);
  });
});

describe('the XML of a workbook', () => {
  it('with a text that does not end is refused before it is held whole', async () => {
    let pieces = 0;
    function* endless() {
      yield Buffer.from('<sst><si><t>');
      for (; pieces < 1_000; pieces++) yield Buffer.alloc(65_536, 'x');
    }
    const reading = async () => {
      for await (const text of parsed<string>(Readable.from(endless()), () => undefined))
        expect(text).toBe('');
    };
    await expect(reading()).rejects.toThrow(/does not end/);
    expect(pieces).toBeLessThan(50);
  });
});
