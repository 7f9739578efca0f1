import type { Money } from '../money/money.js';

/** The tax of one invoice, chosen from the merchant's rates by the customer's country when it is built. */
export interface TaxRule {
  /** Public id of the rate. */
  rateId: string;
  name: string;
  /** Millionths: 15 % is 150 000n. */
  millionths: bigint;
  /** Whether prices contain the tax already. */
  inclusive: boolean;
  /** Why the customer pays none of it; null when it does. */
  exemption: string | null;
}

/** What one rate came to on one line. */
export interface AppliedTax {
  rateId: string;
  name: string;
  millionths: bigint;
  inclusive: boolean;
  /** Signed like the line. */
  amount: Money;
}
