import type { Invoice } from '../invoices/index.js';
import type { Merchant } from '../merchants/index.js';
import type { Subscription } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';
import type { Charge } from './charge.entity.js';
import type { Moment } from './waits.js';

export type SettledBy = NonNullable<Attempt['settledBy']>;

/** All rows that settling one attempt may change, locked in this order, which every other path keeps. */
export interface SettlementContext extends Moment {
  merchant: Merchant;
  subscription: Subscription;
  charge: Charge;
  invoice: Invoice;
  attempt: Attempt;
}
