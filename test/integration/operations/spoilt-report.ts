import { writeSync } from 'node:fs';
import { openNameless } from '../../../src/modules/day-reconciliation/readers/text-table.js';

export const DAY = '2027-01-10';
export const MADE = '2027-01-11T00:00:00.000Z';
const HEAD =
  'session_id,parent_session_id,order_no,operation,state,amount,currency_code,settled_amount,is_sandbox\r\n';
const ORDER = (n: number) =>
  `r1-${String(n)
    .padStart(8, '0')
    .replaceAll(/[018-9]/g, (d) => 'abcd'['0189'.indexOf(d)]!)
    .padStart(26, 'x')}-1`;

type Cells = Record<'session' | 'order' | 'state' | 'amount' | 'currency' | 'settled' | 'sandbox', string>;

/** How a line is spoilt, each kind as often as the others: one line in a hundred. */
const SPOILT: [type: string, spoil: (cells: Cells) => Cells[]][] = [
  ['missing_there', () => []],
  ['amount', (c) => [{ ...c, amount: '9.000', settled: '9.000' }]],
  ['currency', (c) => [{ ...c, currency: 'BHD' }]],
  ['state', (c) => [{ ...c, state: 'failed', settled: '' }]],
  ['fee', (c) => [{ ...c, settled: '9.450' }]],
  ['duplicate', (c) => [c, c]],
  ['sandbox_in_live', (c) => [{ ...c, sandbox: 'true' }]],
  [
    'missing_here',
    (c) => [c, { ...c, session: `lost-${c.session}`, order: ORDER(90_000_000 + Number(c.session)) }],
  ],
];

/** So many payments of a day, one line in a hundred spoilt, in a file without a name; and what has to be found. */
export function writeSpoiltReport(directory: string, lines: number) {
  const fd = openNameless(directory);
  const expected: string[] = [];
  let [bytes, written, text] = [0, 0, HEAD];
  for (let n = 1; n <= lines; n++) {
    const whole: Cells = {
      session: String(n),
      order: `order-${n}`,
      state: 'paid',
      amount: '9.500',
      currency: 'KWD',
      settled: '9.500',
      sandbox: 'false',
    };
    const [type, spoil] = SPOILT[(n / 100) % SPOILT.length] ?? [null, (c: Cells) => [c]];
    const cells = spoil(whole);
    if (type !== null) expected.push(`${type} ${type === 'missing_here' ? `lost-${n}` : n}`);
    for (const c of cells)
      text += `${c.session},,${c.order},payment,${c.state},${c.amount},${c.currency},${c.settled},${c.sandbox}\r\n`;
    written += cells.length;
    if (text.length > 1_000_000 || n === lines) {
      bytes += writeSync(fd, text);
      text = '';
    }
  }
  return { fd, bytes, written, expected };
}
