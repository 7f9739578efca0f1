import type { Invoice } from '../invoices/index.js';
import type { CreditNote } from './credit-note.entity.js';
import type { CreditNoteRequest } from './dto/create-credit-note.request.js';
import { isSameCredit } from './same-credit.js';

const invoice = { id: 1n, currency: 'KWD' } as Invoice;
const note = { invoiceId: 1n, destination: 'card', reason: 'rain', currency: 'KWD', amountMinor: 3000n } as CreditNote; // prettier-ignore
const credited = new Map([
  ['line_a', 1000n],
  ['line_b', 2000n],
]);
const isSame = (over: Partial<CreditNoteRequest>) =>
  isSameCredit({ invoice: 'inv_1', to: 'card', reason: 'rain', ...over }, invoice, note, credited);

describe('a credit note that was issued under a key', () => {
  it.each<Partial<CreditNoteRequest>>([
    {},
    { amount: '3' },
    { currency: 'KWD' },
    { lines: [{ line: 'line_b', amount: '2.000' }, { line: 'line_a' }] },
  ])('is what %j asks for', (over) => {
    expect(isSame(over)).toBe(true);
  });

  it.each<Partial<CreditNoteRequest>>([
    { to: 'balance' },
    { reason: 'snow' },
    { currency: 'USD' },
    { amount: '2.999' },
    { lines: [{ line: 'line_a' }] },
    { lines: [{ line: 'line_a' }, { line: 'line_c' }] },
    { lines: [{ line: 'line_a', amount: '1.001' }, { line: 'line_b' }] },
  ])('is not what %j asks for', (over) => {
    expect(isSame(over)).toBe(false);
  });

  it('is not what is asked of another invoice', () => {
    const request = { invoice: 'inv_2', to: 'card', reason: 'rain' } as const;
    expect(isSameCredit(request, { ...invoice, id: 2n }, note, credited)).toBe(false);
  });
});
