import type { InvoiceState } from '../invoice/invoice-states.js';
import type { SubscriptionState } from '../subscription/subscription-states.js';
import type { AttemptState } from './attempt-states.js';
import type { ChargeState } from './charge-states.js';

export interface PayPageFacts {
  invoice: InvoiceState;
  /** Null for an invoice of nothing, which needs no collecting. */
  charge: ChargeState | null;
  /** Null for an invoice of none. */
  subscription: SubscriptionState | null;
  /** Made by a person: the customer is awaited without being a new one. */
  isByHand: boolean;
  /** A cancel waits for the end of a payment; nothing new begins. */
  cancelRequested: boolean;
  /** The one attempt of the invoice whose end is open. */
  open: { kind: 'cit' | 'mit'; state: AttemptState; expired: boolean } | null;
}

/**
 * What somebody finds who follows the link of an invoice.
 * - open: no session is payable, and one may be opened. - pay: one is; it leads there, and to no other.
 * - opening: another click is opening it this moment. - first_payment: the page of a subscription that has
 *   not begun. - checking: money may be on its way, so nothing can be paid now.
 */
export type PayPage = 'open' | 'pay' | 'opening' | 'first_payment' | 'checking' | 'paid' | 'nothing_due';

/**
 * Never leads to a second payable session: as long as an attempt is open, only its own page is shown, and
 * only while that is a page of the customer's. Pure; the caller holds the locks that keep the facts true.
 */
export function decidePayPage(facts: PayPageFacts): PayPage {
  const { invoice, charge, open } = facts;
  // A draft is not asked for yet.
  if (invoice === 'draft') return 'nothing_due';
  if (invoice === 'paid' || charge === 'succeeded' || charge === null) return 'paid';
  if (invoice === 'void' || charge === 'canceled') return 'nothing_due';
  if (isOver(facts.subscription) && invoice === 'uncollectible') return 'nothing_due';
  if (open !== null) return decideWhileOpen(open);
  if (facts.cancelRequested || charge === 'processing') return 'checking';
  return charge === 'awaiting_customer' && !facts.isByHand ? 'first_payment' : 'open';
}

function decideWhileOpen({ kind, state, expired }: NonNullable<PayPageFacts['open']>): PayPage {
  if (kind === 'mit') return 'checking';
  if (state === 'prepared') return 'opening';
  return state === 'ready' && !expired ? 'pay' : 'checking';
}

function isOver(status: SubscriptionState | null): boolean {
  return status === 'canceled' || status === 'ended';
}
