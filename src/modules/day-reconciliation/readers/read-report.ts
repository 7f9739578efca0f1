import { read } from 'node:fs';
import { promisify } from 'node:util';
import { type Columns, readHeader } from '../../../domain/day-report/report-columns.js';
import { type ReportLine, readReportLine } from '../../../domain/day-report/read-report-line.js';
import { csvRows } from './csv-rows.js';
import { RefusedFile } from './refused-file.js';
import { xlsxRows } from './xlsx-rows.js';

const readFrom = promisify(read) as (
  fd: number,
  options: { buffer: Buffer; position: number },
) => Promise<{ buffer: Buffer; bytesRead: number }>;
const PIECE = 65_536;

export interface SpooledFile {
  fd: number;
  bytes: number;
  /** What the platform said it has; null where it did not. */
  records: number | null;
}

export interface ReadLimits {
  maxUnpackedBytes: number;
  /** For what does not fit into memory. */
  directory: string;
}

/**
 * The lines of a report, in order. A file is taken whole or not at all: one that is cut off would make every
 * payment behind the cut look as if the platform did not know it.
 * @throws RefusedFile while it is read, with the reason
 */
export async function* readReport(file: SpooledFile, limits: ReadLimits): AsyncIterable<ReportLine> {
  const isWorkbook = (await firstBytes(file)) === 'PK';
  const end = { isEnded: true };
  const rows = isWorkbook
    ? xlsxRows(file.fd, limits.maxUnpackedBytes, limits.directory)
    : csvRows(piecesOf(file), end);
  let columns: Columns | null = null;
  let lines = 0;
  for await (const cells of rows) {
    if (columns === null) {
      columns = columnsOf(cells);
      continue;
    }
    lines++;
    // A spreadsheet leaves out empty cells at the end of a row.
    while (isWorkbook && cells.length < columns.width) cells.push('');
    const parsed = readReportLine(cells, columns);
    if ('fault' in parsed) throw new RefusedFile(`line ${lines + 1}: ${parsed.fault} cannot be read`);
    yield parsed.line;
  }
  if (columns === null) throw new RefusedFile('the file is empty');
  if (file.records !== null && lines < file.records) {
    throw new RefusedFile(`the file has ${lines} lines of ${file.records}: it is cut off`);
  }
  if (!end.isEnded && file.records === null) {
    throw new RefusedFile('the last line is not ended: the file may be cut off');
  }
}

function columnsOf(cells: string[]): Columns {
  const header = readHeader(cells);
  if ('refused' in header) throw new RefusedFile(header.refused);
  return header.columns;
}

/** Not a ReadStream: one that is left early closes the file under whoever opened it. */
async function* piecesOf({ fd, bytes }: SpooledFile): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes;) {
    const piece = Buffer.allocUnsafe(PIECE);
    const { bytesRead } = await readFrom(fd, { buffer: piece, position: at });
    if (bytesRead === 0) throw new Error('the spooled file is shorter than it was');
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

async function firstBytes({ fd }: SpooledFile): Promise<string> {
  const { buffer, bytesRead } = await readFrom(fd, { buffer: Buffer.alloc(2), position: 0 });
  return buffer.toString('latin1', 0, bytesRead);
}
