import type { AttemptState } from '../charge/attempt-states.js';
import { describeMethod, type OutsideMethod } from '../charge/outside-payment.js';
import { describeDayOf } from '../calendar/local-time.js';
import { percentText } from '../discount/percent.js';
import { describeMoney, type Money } from '../money/money.js';

export interface ExplainedAmount {
  name: string;
  amount: Money;
  /** Millionths of the whole; null for a fixed amount. */
  millionths: bigint | null;
  /** Of a tax: contained in the price. */
  isIncluded: boolean;
}

export interface ExplainedPayment {
  n: number;
  kind: 'cit' | 'mit';
  status: AttemptState;
  amount: Money;
  at: Date;
  /** "Visa ending in 1111". */
  card: string | null;
  decline: string | null;
}

/** What did not come through Ottu. */
export interface ExplainedOutside {
  method: OutsideMethod;
  reference: string;
  amount: Money;
  paidAt: Date;
}

export interface InvoiceMoney {
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  timeZone: string;
  subtotal: Money;
  discounts: readonly ExplainedAmount[];
  taxes: readonly ExplainedAmount[];
  total: Money;
  balanceApplied: Money;
  creditToBalance: Money;
  credited: Money;
  due: Money;
  paidAt: Date | null;
  closedAt: Date | null;
}

export function explainDiscount({ name, amount, millionths }: ExplainedAmount): string {
  return `${name}${millionths === null ? '' : ` of ${percentText(millionths)} %`} takes off ${describeMoney(amount)}.`;
}

export function explainTax({ name, amount, millionths, isIncluded }: ExplainedAmount): string {
  const rate = millionths === null ? '' : ` at ${percentText(millionths)} %`;
  const how = isIncluded ? 'is contained in the price' : 'is added';
  return `${name}${rate} is ${describeMoney(amount)} and ${how}.`;
}

/** How the total came to be and what became of it, a sentence a step. */
export function explainTotals(invoice: InvoiceMoney): string[] {
  const { subtotal, total, balanceApplied, creditToBalance, credited, due } = invoice;
  const said = [`The lines come to ${describeMoney(subtotal)}.`];
  said.push(...invoice.discounts.map(explainDiscount), ...invoice.taxes.map(explainTax));
  said.push(`The total is ${describeMoney(total)}.`);
  if (creditToBalance.minor > 0n) said.push(explainRest(invoice));
  if (balanceApplied.minor > 0n) {
    const back = invoice.status === 'void' ? ', which has it back' : '';
    said.push(`${describeMoney(balanceApplied)} of it was paid from the customer's balance${back}.`);
  }
  if (credited.minor > 0n) said.push(`Credit notes took ${describeMoney(credited)} off what was open.`);
  said.push(standing(invoice, due));
  return said;
}

/** A draft has moved nothing, and one that was discarded never will. */
function explainRest({ status, creditToBalance }: InvoiceMoney): string {
  const what = `Credits were more than charges by ${describeMoney(creditToBalance)}`;
  if (status === 'draft') return `${what}, which go to the customer's balance once it is final.`;
  return status === 'void' ? `${what}.` : `${what}, which went to the customer's balance.`;
}

function standing({ status, total, paidAt, closedAt, timeZone }: InvoiceMoney, due: Money): string {
  const on = (at: Date | null) => (at ? ` on ${describeDayOf(at, timeZone)}` : '');
  switch (status) {
    case 'draft':
      return 'It is a draft: nothing is owed yet, and it may still change.';
    case 'open':
      return `${describeMoney(due)} is still to be paid.`;
    case 'paid':
      return total.minor === 0n
        ? 'There was nothing to pay, so it was paid as it was made.'
        : `It was paid in full${on(paidAt)}.`;
    case 'void':
      return `It was voided${on(closedAt)}; nothing is owed for it.`;
    case 'uncollectible':
      return `Collecting it was given up${on(closedAt)}; ${describeMoney(due)} is still owed.`;
  }
}

const OUTCOMES: Readonly<Record<AttemptState, string>> = {
  prepared: 'was prepared; nothing was sent yet',
  ready: 'waits on the payment page for the customer',
  sent: 'was sent; its answer is awaited',
  unknown: 'got no answer that can be believed, and is asked for',
  fenced: 'was closed against payment, and waits to be sure',
  authorized: 'is held by the bank, until the merchant takes it or lets it go',
  succeeded: 'succeeded',
  declined: 'was declined',
  rejected: 'was not accepted by the payment platform',
  abandoned: 'is proven to have moved no money',
  manual: 'could not be found out by asking, and waits for a person',
};

export function explainPayment(payment: ExplainedPayment, timeZone: string): string {
  const { n, kind, status, amount, at, card, decline } = payment;
  const by = kind === 'cit' ? 'by the customer on the payment page' : `with ${card ?? 'the card on file'}`;
  const day = describeDayOf(at, timeZone);
  const why = decline === null ? '' : `: ${decline.replace(/[.\s]+$/, '')}`;
  return `Attempt ${n} of ${describeMoney(amount)} ${by} on ${day} ${OUTCOMES[status]}${why}.`;
}

export function explainOutside(payment: ExplainedOutside, timeZone: string): string {
  const { method, reference, amount, paidAt } = payment;
  return `${describeMoney(amount)} came ${describeMethod(method)} on ${describeDayOf(paidAt, timeZone)} (${reference}), as was recorded.`;
}
