/** What is read of a line of a report; everything else in it is left alone. */
export const REPORT_FIELDS = [
  'session_id',
  'parent_session_id',
  'order_no',
  'operation',
  'state',
  'amount',
  'currency',
  'settled_amount',
  'fee',
  'is_sandbox',
] as const;
export type ReportField = (typeof REPORT_FIELDS)[number];

/** Under which heads each is found. Heads are compared in lower case, with anything between words as one `_`. */
export const HEADS: Readonly<Record<ReportField, readonly string[]>> = {
  session_id: ['session_id', 'transaction_session_id'],
  parent_session_id: ['parent_session_id', 'parent', 'parent_transaction'],
  order_no: ['order_no', 'order_number', 'merchant_reference', 'order_id'],
  operation: ['operation', 'transaction_type', 'type'],
  state: ['state', 'status', 'transaction_state'],
  amount: ['amount', 'transaction_amount', 'initial_amount'],
  currency: ['currency_code', 'currency'],
  settled_amount: ['settled_amount', 'net_amount'],
  fee: ['fee', 'fees', 'gateway_fee'],
  is_sandbox: ['is_sandbox', 'sandbox'],
};

/** Without these a line cannot be compared with anything. */
const REQUIRED: readonly ReportField[] = [
  'session_id',
  'order_no',
  'operation',
  'state',
  'amount',
  'currency',
];

export type Columns = Readonly<Partial<Record<ReportField, number>>> & { readonly width: number };

/** Where each field stands by the first line of a file, or why the file is not taken. */
export function readHeader(cells: readonly string[]): { columns: Columns } | { refused: string } {
  const names = cells.map(normal);
  const found: Partial<Record<ReportField, number>> = {};
  const twice: string[] = [];
  for (const field of REPORT_FIELDS) {
    const at = names.flatMap((name, i) => (HEADS[field].includes(name) ? [i] : []));
    if (at.length > 1) twice.push(at.map((i) => cells[i]!.trim()).join(' and '));
    if (at.length === 1) found[field] = at[0];
  }
  const missing = REQUIRED.filter((field) => found[field] === undefined);
  if (twice.length > 0) return { refused: `columns that mean the same: ${twice.join('; ')}` };
  if (missing.length === 0) return { columns: { ...found, width: cells.length } };
  const known = Object.values(HEADS).flat();
  const unknown = cells.filter((_, i) => !known.includes(names[i]!)).map((name) => name.trim().slice(0, 40));
  return {
    refused:
      `columns are missing: ${missing.map((field) => HEADS[field].join(' or ')).join('; ')}` +
      (unknown.length > 0 ? `. Unknown columns: ${unknown.slice(0, 30).join(', ')}` : ''),
  };
}

function normal(head: string): string {
  return head
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
