import { stringify } from 'csv-stringify/sync';

/** A spreadsheet takes a cell that begins so for a formula, and runs it on the machine of whoever opens the file. */
const FORMULA = /^'*[=+\-@\t\r]/;
/** Cut off by whoever reads a file, unless it stands in quotes. */
const EDGES = /^\s|\s$/;

/** As text: with an apostrophe before it, which a spreadsheet does not show and `plainCell` takes away. */
export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function plainCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

export function csvOf(columns: readonly string[], rows: readonly Record<string, unknown>[]): string {
  return stringify(
    rows.map((row) => columns.map((name) => row[name])),
    { quoted_match: EDGES, cast: { string: safeCell, boolean: String } },
  );
}
