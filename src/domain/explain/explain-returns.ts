import { describeDayOf } from '../calendar/local-time.js';
import type { ChargebackState } from '../chargeback/chargeback-states.js';
import { describeMoney, type Money } from '../money/money.js';
import type { RefundState } from '../refund/refund-states.js';

interface Return {
  amount: Money;
  at: Date;
  reason: string | null;
}

/** What was given back of an invoice, or taken back by a bank, after it was issued. */
export type ExplainedReturn = Return &
  (
    | { kind: 'credit_note'; number: string; to: 'open_amount' | 'card' | 'balance' }
    /** `isSurplus`: of a payment that nobody owed. */
    | { kind: 'refund'; status: RefundState; isOfNote: boolean; isSurplus: boolean }
    | { kind: 'chargeback'; status: ChargebackState }
  );

const GIVEN: Readonly<Record<'open_amount' | 'card' | 'balance', (amount: string) => string>> = {
  open_amount: (amount) => `took ${amount} off what was open`,
  card: (amount) => `gave ${amount} back to the card`,
  balance: (amount) => `gave ${amount} into the customer's balance`,
};

const REFUNDS: Readonly<Record<RefundState, string>> = {
  requested: 'is to be sent',
  awaiting_approval: 'waits for another person to agree',
  sent: 'was sent; its answer is awaited',
  unknown: 'got no answer that can be believed, and is asked for',
  queued: 'was taken by the gateway, which has not decided yet',
  succeeded: 'went back',
  rejected: 'was refused, and no money went back by it',
  manual: 'could not be found out by asking, and waits for a person',
};

const CHARGEBACKS: Readonly<Record<ChargebackState, string>> = {
  open: 'whether it stays with the customer is not decided',
  won: 'it came back',
  lost: 'it stays with the customer',
};

export function explainReturn(one: ExplainedReturn, timeZone: string): string {
  const amount = describeMoney(one.amount);
  const day = describeDayOf(one.at, timeZone);
  const why = one.reason === null ? '' : `: ${one.reason.replace(/[.\s]+$/, '')}`;
  switch (one.kind) {
    case 'credit_note':
      return `Credit note ${one.number} of ${day} ${GIVEN[one.to](amount)}${why}.`;
    case 'refund':
      // The note has said why.
      return `The refund of ${amount}${one.isSurplus ? ' that nobody owed' : ''}, asked for on ${day}, ${REFUNDS[one.status]}${one.isOfNote ? '' : why}.`;
    case 'chargeback':
      return `The customer's bank took ${amount} back on ${day}, and ${CHARGEBACKS[one.status]}${why}.`;
  }
}
