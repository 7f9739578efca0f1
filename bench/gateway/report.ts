import type { ServerResponse } from 'node:http';

const LIST = /^\/b\/api\/v1\/reports\/files\/\?created_after=(\d{4}-\d\d-\d\d)/;
const FILE = /^\/b\/api\/v1\/reports\/files\/lines-(\d+)\/download\/$/;
const HEAD =
  'session_id,parent_session_id,order_no,operation,state,amount,currency_code,settled_amount,is_sandbox,customer_id\r\n';
const LINES_A_PIECE = 2_000;

let lines = 0;

/** So many lines the file of every day has from now on. */
export function reportOf(count: number): void {
  lines = count;
}

/** The list of report files and each file itself; false when something else is asked for. */
export function answerReport(path: string, response: ServerResponse): boolean {
  const day = LIST.exec(path)?.[1];
  if (day !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(listOf(day));
    return true;
  }
  const count = FILE.exec(path)?.[1];
  if (count === undefined) return false;
  response.writeHead(200, { 'content-type': 'text/csv' });
  void stream(response, Number(count));
  return true;
}

function listOf(day: string): string {
  const file = {
    encrypted_id: `lines-${lines}`,
    report_name: `transactions_${day}.csv`,
    file_format: 'csv',
    records_amount: lines,
    status: 'finished',
    created_at: new Date().toISOString(),
  };
  return JSON.stringify({ count: 1, next: null, previous: null, results: [file] });
}

/** Payments of the shop's other sales, and a refund of each tenth: read and kept as lines, and none of the engine's. */
async function stream(response: ServerResponse, count: number): Promise<void> {
  response.write(HEAD);
  for (let n = 1; n <= count; n += LINES_A_PIECE) {
    let piece = '';
    for (let i = n; i < Math.min(n + LINES_A_PIECE, count + 1); i++) piece += lineOf(i);
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

function lineOf(n: number): string {
  const session = n.toString(16).padStart(40, '0');
  const [parent, operation, state] =
    n % 10 === 0 ? [(n - 1).toString(16).padStart(40, '0'), 'refund', 'refunded'] : ['', 'payment', 'paid'];
  return `${session},${parent},shop-${n},${operation},${state},9.500,KWD,9.500,true,"Customer ""${n}"", Kuwait"\r\n`;
}
