import fc from 'fast-check';
import { splitLines } from './split-lines.js';

const MOST = 6;

async function split(chunks: Buffer[]): Promise<(string | null)[]> {
  const lines: (string | null)[] = [];
  for await (const line of splitLines(chunks as unknown as AsyncIterable<Buffer>, MOST)) {
    lines.push('bytes' in line ? line.bytes.toString('latin1') : null);
  }
  return lines;
}

/** The same, slowly: all at once as a text. */
function slow(text: string): (string | null)[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.replace(/\r$/, '')).map((line) => (line.length > MOST ? null : line));
}

describe('lines of a stream', () => {
  it('are those of the whole text, wherever it was cut, and too long ones are told apart', async () => {
    const text = fc.array(fc.constantFrom('a', '\n', '\r', 'bcd', '\u2028')).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(9)), async (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const chunks: Buffer[] = [];
        let from = 0;
        for (const size of cuts) {
          chunks.push(bytes.subarray(from, from + size));
          from += size;
        }
        chunks.push(bytes.subarray(from));
        expect(await split(chunks)).toEqual(slow(bytes.toString('latin1')));
      }),
      { numRuns: 500 },
    );
  });
});
