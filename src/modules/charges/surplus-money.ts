import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Attempt } from './attempt.entity.js';

/** What becomes of money that nobody owed. The refunds room, which may know more of it, implements it. */
export abstract class SurplusMoney {
  /** In the transaction that books the payment as surplus, whose row is locked. */
  abstract setAside(tx: Tx, attempt: Attempt, at: Date): Promise<void>;
}
