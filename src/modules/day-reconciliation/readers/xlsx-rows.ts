import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { RefusedFile } from './refused-file.js';
import { TextTable } from './text-table.js';

const MOST_PARTS = 1_000;
const MOST_COLUMNS = 1_000;
const MOST_CHARACTERS_A_CELL = 32_767;
/** A cell's text with each character written as an entity, and room beside it. */
const MOST_BYTES_WITHOUT_A_TAG = 1_048_576;
const SHEET = /^xl\/worksheets\/[^/]+\.xml$/;
const TEXTS = 'xl/sharedStrings.xml';

/**
 * The rows of a workbook's one sheet as they come. The directory of a workbook stands at its end and its shared
 * texts behind the sheet, so it is read from a file, not from the wire; texts go to disk, not into memory.
 */
export async function* xlsxRows(fd: number, maxBytes: number, directory: string): AsyncIterable<string[]> {
  const zip = await opened(fd);
  const parts = await partsOf(zip);
  const sheets = parts.filter(({ fileName }) => SHEET.test(fileName));
  if (sheets.length !== 1) throw new RefusedFile(`the workbook has ${sheets.length} sheets instead of one`);
  const unpacked = parts.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (unpacked > maxBytes) throw new RefusedFile(`the workbook unpacks to more than ${maxBytes} bytes`);
  const texts = new TextTable(directory);
  try {
    const shared = parts.find(({ fileName }) => fileName === TEXTS);
    if (shared) for await (const text of sharedTexts(await partStream(zip, shared))) texts.add(text);
    texts.seal();
    yield* rowsOfSheet(await partStream(zip, sheets[0]!), texts);
  } finally {
    texts.close();
  }
}

function opened(fd: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromFd(fd, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (zip) resolve(zip);
      else reject(new RefusedFile(`no workbook, or one that is cut off: ${error?.message ?? ''}`));
    });
  });
}

function partsOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const parts: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      parts.push(entry);
      if (parts.length > MOST_PARTS) reject(new RefusedFile('the workbook has too many parts'));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(parts));
    zip.on('error', (error: Error) => reject(new RefusedFile(`a damaged workbook: ${error.message}`)));
    zip.readEntry();
  });
}

function partStream(zip: ZipFile, part: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(part, (error, stream) => {
      if (stream) resolve(stream);
      else reject(new RefusedFile(`${part.fileName} cannot be unpacked: ${error?.message ?? ''}`));
    });
  });
}

/**
 * Feeds a part to a parser; what it found in a piece is handed on before the next piece is read. The parser keeps a text
 * until it ends: one that never does is refused before it fills the memory.
 */
export async function* parsed<T>(
  stream: Readable,
  listen: (parser: SaxesParser, out: (value: T) => void) => void,
) {
  const parser = new SaxesParser({ xmlns: false });
  const decoder = new StringDecoder('utf8');
  let found: T[] = [];
  let silent = 0;
  parser.on('opentagstart', () => (silent = 0));
  parser.on('doctype', () => parser.fail('a document type has no place here'));
  parser.on('error', (error) => {
    throw new RefusedFile(`the workbook's XML is broken: ${error.message.slice(0, 120)}`);
  });
  listen(parser, (value) => found.push(value));
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      silent += piece.length;
      parser.write(decoder.write(piece));
      if (silent > MOST_BYTES_WITHOUT_A_TAG) throw new RefusedFile('a text in the workbook does not end');
      yield* found;
      found = [];
    }
    parser.close();
    yield* found;
  } catch (error) {
    if (error instanceof RefusedFile) throw error;
    throw new RefusedFile(`a damaged workbook: ${(error as Error).message.slice(0, 120)}`);
  }
}

function sharedTexts(stream: Readable): AsyncIterable<string> {
  return parsed<string>(stream, (parser, out) => {
    let text: string | null = null;
    let isText = false;
    parser.on('opentag', ({ name }) => {
      if (name === 'si') text = '';
      // What is said of pronunciation (rPh) is no part of the text; none of our columns has it.
      if (name === 't') isText = true;
    });
    parser.on('text', (part) => {
      if (text !== null && isText && text.length < MOST_CHARACTERS_A_CELL) text += part;
    });
    parser.on('closetag', ({ name }) => {
      if (name === 't') isText = false;
      if (name === 'si') out(text ?? '');
    });
  });
}

function rowsOfSheet(stream: Readable, texts: TextTable): AsyncIterable<string[]> {
  return parsed<string[]>(stream, (parser, out) => {
    let row: string[] = [];
    let [column, kind, value, isValue] = [0, '', '', false];
    parser.on('opentag', ({ name, attributes }) => {
      const a = attributes as Record<string, string>;
      if (name === 'row') row = [];
      if (name === 'c') [column, kind, value] = [columnOf(a.r, row.length), a.t ?? 'n', ''];
      if (name === 'v' || name === 't') isValue = true;
    });
    parser.on('text', (part) => {
      if (isValue && value.length < MOST_CHARACTERS_A_CELL) value += part;
    });
    parser.on('closetag', ({ name }) => {
      if (name === 'v' || name === 't') isValue = false;
      if (name === 'c') {
        while (row.length < column) row.push('');
        row[column] = kind === 's' ? sharedText(texts, value) : kind === 'b' ? String(value === '1') : value;
      }
      if (name === 'row' && row.some((cell) => cell !== '')) out(row);
    });
  });
}

function sharedText(texts: TextTable, index: string): string {
  const n = Number(index);
  if (!/^\d{1,10}$/.test(index) || n >= texts.count) {
    throw new RefusedFile(`a cell names the shared text ${index}, which is not there`);
  }
  return texts.get(n);
}

/** `C7` is column 2. A cell without a name stands behind the one before. */
function columnOf(name: string | undefined, next: number): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(name ?? '')?.[1];
  if (letters === undefined) return next;
  const column = [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  if (column >= MOST_COLUMNS) throw new RefusedFile(`the sheet has more than ${MOST_COLUMNS} columns`);
  return column;
}
