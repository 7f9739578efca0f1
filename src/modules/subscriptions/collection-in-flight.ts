import type { Tx } from '../../platform/database/unit-of-work.js';

/** What canceling has to know about money on its way; the charges room implements it. */
export abstract class CollectionInFlight {
  /**
   * Stops collecting what is open for a subscription whose row is locked. False when an answer is
   * awaited: then nothing was stopped, and the cancel takes effect when the answer is settled.
   */
  abstract stop(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    at: Date,
    reason: string,
  ): Promise<boolean>;
}
