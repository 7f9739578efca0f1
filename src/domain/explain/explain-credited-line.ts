import { describeMoney, formatAmount, type Money } from '../money/money.js';

/** A line of a credit note beside the line of the invoice of which it is a part; tax is within the amounts. */
export interface CreditedOf {
  amount: Money;
  tax: Money;
  lineTotal: Money;
  lineTax: Money;
}

/** "3.167 of the 9.500 KWD that the line comes to on the invoice, with 0.413 of its tax of 1.239". */
export function explainCreditedLine({ amount, tax, lineTotal, lineTax }: CreditedOf): string {
  const isWhole = amount.minor === lineTotal.minor;
  const said = isWhole
    ? `All of the ${describeMoney(lineTotal)} that the line comes to on the invoice`
    : `${formatAmount(amount)} of the ${describeMoney(lineTotal)} that the line comes to on the invoice`;
  if (lineTax.minor === 0n) return `${said}.`;
  if (isWhole) return `${said}, with its tax of ${formatAmount(lineTax)}.`;
  return `${said}, with ${formatAmount(tax)} of its tax of ${formatAmount(lineTax)}.`;
}
