import fc from 'fast-check';
import { Readable } from 'node:stream';
import { csvOf, plainCell, safeCell } from './csv-cells.js';
import { COLUMNS } from './lines.js';
import { readLines } from './read-lines.js';

describe('a cell of an exported file', () => {
  it.each(['=1+1', '+96550001234', '-1', '@SUM(A1)', '\t=1', '\r=1', "'=1", "''-1"])(
    'that begins like a formula is text to a spreadsheet, and read back: %j',
    (text) => {
      expect(safeCell(text)).toBe(`'${text}`);
      expect(plainCell(safeCell(text))).toBe(text);
    },
  );

  it.each(['Noura', "O'Neill", "'quoted'", '1=1'])('that does not stays as it is: %j', (text) => {
    expect(safeCell(text)).toBe(text);
    expect(plainCell(text)).toBe(text);
  });

  it('comes in again as it went out, whatever stands in it', async () => {
    const columns = COLUMNS.customers;
    const cell = fc.oneof(
      fc.string({ minLength: 1 }),
      fc
        .array(fc.constantFrom("'", '=', '+', '-', '@', ' ', '\t', '\n', '\r', '"', ',', 'نورة'), {
          minLength: 1,
        })
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: cell, email: fc.option(cell, { nil: undefined }) })),
        async (rows) => {
          const clean = rows
            .filter(({ name, email }) => !`${name}${email}`.includes('\0'))
            .map((row, i) => ({ external_id: `C-${i}`, ...row }));
          const text = csvOf(columns, [Object.fromEntries(columns.map((name) => [name, name])), ...clean]);
          const read: unknown[] = [];
          for await (const { data } of readLines('customers', 'csv', Readable.from([Buffer.from(text)])))
            read.push(data);
          expect(read).toEqual(clean.map((row) => JSON.parse(JSON.stringify(row)) as unknown));
        },
      ),
    );
  });
});
