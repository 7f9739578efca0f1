import { money } from '../money/money.js';
import { explainCreditedLine } from './explain-credited-line.js';

describe('a line of a credit note', () => {
  const said = (amount: bigint, tax: bigint, lineTotal: bigint, lineTax: bigint) =>
    explainCreditedLine({
      amount: money(amount, 'KWD'),
      tax: money(tax, 'KWD'),
      lineTotal: money(lineTotal, 'KWD'),
      lineTax: money(lineTax, 'KWD'),
    });

  it('says how much it is of the line on the invoice, and of its tax', () => {
    expect([
      said(3_167n, 413n, 9_500n, 1_239n),
      said(3_167n, 0n, 9_500n, 0n),
      said(9_500n, 1_239n, 9_500n, 1_239n),
      said(9_500n, 0n, 9_500n, 0n),
    ]).toEqual([
      '3.167 of the 9.500 KWD that the line comes to on the invoice, with 0.413 of its tax of 1.239.',
      '3.167 of the 9.500 KWD that the line comes to on the invoice.',
      'All of the 9.500 KWD that the line comes to on the invoice, with its tax of 1.239.',
      'All of the 9.500 KWD that the line comes to on the invoice.',
    ]);
  });
});
