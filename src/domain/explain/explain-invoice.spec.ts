import { money } from '../money/money.js';
import { explainTotals, type InvoiceMoney } from './explain-invoice.js';

const kwd = (minor: bigint) => money(minor, 'KWD');

describe('what became of an invoice', () => {
  const told = (state: Partial<InvoiceMoney>) =>
    explainTotals({
      status: 'paid',
      timeZone: 'Asia/Kuwait',
      subtotal: kwd(-4_000n),
      discounts: [],
      taxes: [],
      total: kwd(0n),
      balanceApplied: kwd(0n),
      creditToBalance: kwd(4_000n),
      credited: kwd(0n),
      due: kwd(0n),
      paidAt: null,
      closedAt: null,
      ...state,
    }).join(' ');

  it('says that credits went to the balance only once it is final', () => {
    expect(told({})).toContain("by 4.000 KWD, which went to the customer's balance.");
    expect(told({ status: 'draft' })).toContain("which go to the customer's balance once it is final.");
    expect(told({ status: 'void' })).toContain('Credits were more than charges by 4.000 KWD. It was voided');
  });

  it('says that the balance has back what it paid of what is void', () => {
    const paid = { creditToBalance: kwd(0n), balanceApplied: kwd(1_000n) };
    expect(told({ ...paid, status: 'void' })).toContain("from the customer's balance, which has it back.");
  });
});
