import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Subscription } from './subscription.entity.js';

/** Giving back what was paid for and is not used; the changes room, which may know invoices, implements it. */
export abstract class UnusedCredit {
  /** Into the customer's balance, by an invoice of its own. The subscription must be locked. @throws AppError */
  abstract give(tx: Tx, subscription: Subscription, at: Date): Promise<void>;

  /** The same for what does not wait: why nothing was given back, or null. */
  abstract giveIfSettled(tx: Tx, subscription: Subscription, at: Date): Promise<string | null>;
}
