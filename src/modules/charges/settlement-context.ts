import type { Invoice } from '../invoices/index.js';
import type { Merchant } from '../merchants/index.js';
import type { Subscription } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';
import type { Charge } from './charge.entity.js';
import type { Moment } from './waits.js';

export type SettledBy = NonNullable<Attempt['settledBy']>;

/** Of a subscription, as everything that the clock charges. */
export type OfSubscription<T extends { subscription: Subscription | null }> = T & {
  subscription: Subscription;
};

/** What a card was charged for always has a subscription: without consent nothing is charged. */
export function ofSubscription(context: SettlementContext): OfSubscription<SettlementContext> {
  const { subscription } = context;
  if (subscription === null) throw new RangeError(`${context.attempt.publicId} belongs to no subscription`);
  return { ...context, subscription };
}

/** All rows that settling one attempt may change, locked in this order, which every other path keeps. */
export interface SettlementContext extends Moment {
  merchant: Merchant;
  /** Null for an invoice of no subscription, which its customer pays on a page. */
  subscription: Subscription | null;
  charge: Charge;
  invoice: Invoice;
  attempt: Attempt;
}
