import type { Charge, Invoice } from './story.js';

export interface Truth {
  charges: {
    order_no: string;
    amount: string;
    currency: string;
    kind: string;
    captured: string;
    settled_at: string | null;
  }[];
}

/** Minor units as bigint: the demo counts money no less exactly than the engine. */
function fils(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

/** What is different between our books and what the simulator says really moved; nothing, if all is well. */
export function compare(
  invoices: Invoice[],
  charges: Charge[],
  truth: Truth,
  expectedInvoices: number,
): string[] {
  const faults: string[] = [];
  const ours = charges.flatMap((charge) =>
    charge.attempts.filter((a) => a.status === 'succeeded').map((a) => ({ ...charge, orderNo: a.order_no })),
  );
  const theirs = new Map(truth.charges.map((charge) => [charge.order_no, charge]));
  for (const charge of ours) {
    const real = theirs.get(charge.orderNo);
    if (!real) faults.push(`${charge.orderNo}: booked here, but no money moved`);
    else if (fils(real.captured) !== fils(charge.amount)) {
      faults.push(`${charge.orderNo}: ${charge.amount} here, ${real.captured} there`);
    }
    theirs.delete(charge.orderNo);
  }
  for (const orderNo of theirs.keys()) faults.push(`${orderNo}: money moved, but it is not booked here`);
  for (const invoice of invoices) {
    const paid = charges.filter((charge) => charge.invoice === invoice.id && charge.status === 'succeeded');
    if (invoice.status !== 'paid' || paid.length !== 1) {
      faults.push(`${invoice.number}: ${invoice.status}, paid ${paid.length} times`);
    }
  }
  if (invoices.length !== expectedInvoices)
    faults.push(`${invoices.length} invoices instead of ${expectedInvoices}`);
  return faults;
}

export function total(amounts: string[]): string {
  const sum = amounts.reduce((n, amount) => n + fils(amount), 0n);
  return `${sum / 1000n}.${String(sum % 1000n).padStart(3, '0')}`;
}
