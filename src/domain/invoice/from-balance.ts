import type { InvoiceDraft } from './build-invoice.js';

/** What the customer's balance does for one invoice, in minor units. */
export interface FromBalance {
  applied: bigint;
  /** What is left for the card, or for the customer to pay. */
  due: bigint;
  /** In the balance afterwards. */
  left: bigint;
}

/**
 * Of a balance and what is owed the lesser: a balance pays an invoice as far as it reaches, and is never overdrawn.
 * `isWhole`: all of it or nothing, where the customer agreed to one amount, and a card could not be charged the rest.
 */
export function takenFrom(balance: bigint, owed: bigint, isWhole = false): bigint {
  if (balance <= 0n || owed <= 0n || (isWhole && balance < owed)) return 0n;
  return balance < owed ? balance : owed;
}

/** An invoice of more credits than charges adds to the balance; any other takes from it first. Null leaves it. */
export function payFromBalance(
  balance: bigint,
  invoice: Pick<InvoiceDraft, 'total' | 'creditToBalance'> | null,
  isWhole = false,
): FromBalance {
  if (invoice === null) return { applied: 0n, due: 0n, left: balance };
  const { total, creditToBalance } = invoice;
  const applied = takenFrom(balance, total.minor, isWhole);
  return { applied, due: total.minor - applied, left: balance + creditToBalance.minor - applied };
}
