import type { FaultAction } from '../faults.js';
import { textOf, type JsonObject } from '../state/types.js';
import { xlsxOf } from './xlsx.js';

export type ReportRow = Record<string, string>;
type Change = { session_id?: string; drop?: boolean; repeat?: boolean; set?: ReportRow };

export interface ReportFileBytes {
  bytes: Buffer;
  contentType: string;
}

/** Quotes what needs it; a leading `=`, `+`, `-` or `@` must not become a formula in a spreadsheet. */
function cell(value: string): string {
  const safe = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function encoded(text: string, charset: string): Buffer {
  if (charset === 'utf-8-bom') return Buffer.from(`\ufeff${text}`, 'utf8');
  if (charset === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (charset === 'utf-16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  // Arabic letters of windows-1256 that stand for bytes which are no UTF-8.
  if (charset === 'windows-1256') {
    const letters: Record<string, number> = { ن: 0xe4, و: 0xe6, ر: 0xd1, ة: 0xc9 };
    return Buffer.from([...text].map((c) => letters[c] ?? c.charCodeAt(0) & 0x7f));
  }
  return Buffer.from(text, 'utf8');
}

function changed(rows: ReportRow[], action: FaultAction): ReportRow[] {
  const changes = (action.changes ?? []) as Change[];
  const own = rows.flatMap((row) => {
    const change = changes.find(({ session_id }) => session_id === row.session_id);
    if (!change) return [row];
    const set = { ...row, ...change.set };
    return change.drop ? [] : change.repeat ? [set, set] : [set];
  });
  const filler = Array.from({ length: Number(action.filler_rows ?? 0) }, (_, i) => ({
    session_id: `filler${i}`,
    order_no: `shop-${i}`,
    operation: 'payment',
    state: 'paid',
    amount: '1.000',
    currency_code: 'KWD',
    created: '2027-01-01T00:00:00.000000Z',
  }));
  return [...own, ...((action.rows ?? []) as ReportRow[]), ...filler];
}

/** The file, as well or as badly as the fault `report_file` wants it. */
export function reportFile(
  columns: string[],
  rows: ReportRow[],
  action: FaultAction | undefined,
): ReportFileBytes {
  const given: FaultAction = action ?? { type: 'report_file' };
  const renamed = (given.columns ?? {}) as JsonObject;
  const kept = columns.filter((name) => renamed[name] !== null);
  const table = [
    kept.map((name) => textOf(renamed[name]) || name),
    ...changed(rows, given).map((row) => kept.map((name) => row[name] ?? '')),
  ];
  const isSheet = given.format === 'xlsx';
  const whole = isSheet
    ? xlsxOf(table)
    : encoded(`${table.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`, textOf(given.charset));
  return {
    bytes: whole.subarray(0, whole.length - Number(given.cut_bytes ?? 0)),
    contentType: isSheet
      ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
      : 'text/csv; charset=utf-8',
  };
}
