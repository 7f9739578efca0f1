import type { InvoiceState } from '../invoice/invoice-states.js';
import { type AttemptState, isOpenAttempt } from './attempt-states.js';
import type { ChargeState } from './charge-states.js';

export const OUTSIDE_METHODS = ['cash', 'bank_transfer', 'cheque', 'other', 'balance'] as const;
export type OutsideMethod = (typeof OUTSIDE_METHODS)[number];

const IN_WORDS: Readonly<Record<OutsideMethod, string>> = {
  cash: 'in cash',
  bank_transfer: 'by bank transfer',
  cheque: 'by cheque',
  other: 'in another way',
  balance: "from the customer's balance",
};

export interface OutsideFacts {
  invoice: InvoiceState;
  /** Null for an invoice of which nothing was left to collect. */
  charge: ChargeState | null;
  /** Made by a person: the customer is awaited without being a new one. */
  isByHand: boolean;
  attempts: readonly { kind: 'cit' | 'mit'; status: AttemptState }[];
}

/**
 * Why an invoice cannot be paid by money that came otherwise, or null. While a charge is sent or in doubt the customer
 * may have paid already, and nobody would know for which of the two the invoice stands. A page that is merely open is no
 * such doubt: it is closed, and what is paid there all the same is surplus.
 */
export function whyNotOutside({ invoice, charge, isByHand, attempts }: OutsideFacts): string | null {
  if (invoice === 'draft') return 'is a draft: nobody owes it before it is final';
  if (invoice === 'void' || invoice === 'paid' || charge === null)
    return `is ${invoice}: nothing is owed for it`;
  if (charge === 'awaiting_customer' && !isByHand)
    return 'is the first of its subscription, which begins with a payment on the page: the card and the consent come with it';
  const isInDoubt = attempts.some(({ kind, status }) => isOpenAttempt(status) && !isOpenPage(kind, status));
  if (charge === 'processing' || isInDoubt)
    return 'is being paid, or may be: what came otherwise can be recorded once that is known';
  return null;
}

function isOpenPage(kind: 'cit' | 'mit', status: AttemptState): boolean {
  return kind === 'cit' && status === 'ready';
}

/** What is wrong with the day on which it is said to have come, or null. */
export function faultOfPaidAt(paidAt: Date, facts: { finalizedAt: Date; now: Date }): string | null {
  if (paidAt > facts.now) return `must not lie ahead; it is ${facts.now.toISOString()} now`;
  if (paidAt >= facts.finalizedAt) return null;
  return `must not lie before the invoice, which is of ${facts.finalizedAt.toISOString()}`;
}

export function isOutsideMethod(text: unknown): text is OutsideMethod {
  return (OUTSIDE_METHODS as readonly unknown[]).includes(text);
}

/** "by cheque" */
export function describeMethod(method: OutsideMethod): string {
  return IN_WORDS[method];
}
