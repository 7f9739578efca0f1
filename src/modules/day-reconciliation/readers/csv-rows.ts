import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decodeText } from './decode-text.js';
import { RefusedFile } from './refused-file.js';

/** Longer lines are none of a report; one must not fill the memory. */
const MOST_CHARACTERS_A_LINE = 65_536;

export interface CsvEnd {
  /** The last line was ended: a file cut within its last cell is not. */
  isEnded: boolean;
}

/** The rows of a CSV file as they come; cells as they stand. */
export async function* csvRows(pieces: AsyncIterable<Buffer>, end: CsvEnd): AsyncIterable<string[]> {
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MOST_CHARACTERS_A_LINE,
  });
  async function* text() {
    for await (const part of decodeText(pieces)) {
      if (part === '') continue;
      end.isEnded = /[\r\n]$/.test(part);
      yield part;
    }
  }
  const fed = pipeline(Readable.from(text()), parser);
  // Its failure is the parser's as well, and told there.
  fed.catch(() => undefined);
  try {
    for await (const row of parser as AsyncIterable<string[]>) yield row;
    await fed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new RefusedFile(
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'the file ends within a quoted cell: it is cut off'
        : `it is no CSV: ${error.message.slice(0, 160)}`,
    );
  } finally {
    parser.destroy();
  }
}
