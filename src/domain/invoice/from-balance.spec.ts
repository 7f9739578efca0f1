import fc from 'fast-check';
import { money } from '../money/money.js';
import { payFromBalance, takenFrom } from './from-balance.js';

const minor = fc.bigInt({ min: 0n, max: 10n ** 12n });
const draft = (total: bigint, credit: bigint) => ({
  total: money(total, 'KWD'),
  creditToBalance: money(credit, 'KWD'),
});

describe('what a balance pays', () => {
  it('is as much as there is, and as is owed', () => {
    expect(takenFrom(5n, 8n)).toBe(5n);
    expect(takenFrom(8n, 5n)).toBe(5n);
    expect(takenFrom(0n, 5n)).toBe(0n);
    expect(payFromBalance(3n, draft(10n, 0n))).toEqual({ applied: 3n, due: 7n, left: 0n });
    expect(payFromBalance(3n, draft(0n, 4n))).toEqual({ applied: 0n, due: 0n, left: 7n });
    expect(payFromBalance(3n, null)).toEqual({ applied: 0n, due: 0n, left: 3n });
  });

  it('is all or nothing where the customer agreed to one amount, of which a card cannot be charged a part', () => {
    expect([takenFrom(5n, 8n, true), takenFrom(8n, 8n, true), takenFrom(9n, 8n, true)]).toEqual([0n, 8n, 8n]);
    expect(payFromBalance(3n, draft(10n, 0n), true)).toEqual({ applied: 0n, due: 10n, left: 3n });
    expect(payFromBalance(3n, draft(0n, 4n), true)).toEqual({ applied: 0n, due: 0n, left: 7n });
  });

  it('and what the card pays is all that is owed, over many invoices', () => {
    fc.assert(
      fc.property(minor, fc.array(fc.tuple(fc.boolean(), minor), { maxLength: 12 }), (balance, invoices) => {
        // As a till is counted at night: what came in is what went out and what is left.
        let left = balance;
        let [owed, paid, credited] = [0n, 0n, 0n];
        for (const [isCredit, amount] of invoices) {
          const one = payFromBalance(left, isCredit ? draft(0n, amount) : draft(amount, 0n));
          expect(one.left >= 0n && one.due >= 0n).toBe(true);
          // The card pays only when the balance is used up.
          if (one.due > 0n) expect(one.left).toBe(0n);
          left = one.left;
          owed += isCredit ? 0n : amount;
          credited += isCredit ? amount : 0n;
          paid += one.due;
        }
        expect(balance + credited + paid).toBe(owed + left);
      }),
    );
  });
});
