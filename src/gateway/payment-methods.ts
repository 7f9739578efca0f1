import type { RateLimited, Trouble } from './trouble.js';

/** What is asked for; all that is given must fit. */
export interface PaymentMethodsQuery {
  /** ISO 4217. */
  currency?: string;
}

/** One gateway of the account. */
export interface PaymentMethod {
  pgCode: string;
  name: string;
  /** The processor behind it, such as `mpgs`; null where it is not told. */
  processor: string | null;
  currencies: string[];
  /** Cards can be saved with it. */
  isTokenizable: boolean;
  /** Saved cards can be charged with it without the customer. */
  canAutoDebit: boolean;
  /** Such as `apple_pay`; what the customer may choose on the page of this gateway. */
  wallets: string[];
  /** `purchase` takes money at once; `authorize` only reserves it. */
  operation: string | null;
  /** Of `refund`, `capture` and `void`, what can be done with its payments; null where it is not told. */
  operations: string[] | null;
}

export type PaymentMethodsResult =
  | { kind: 'listed'; methods: PaymentMethod[] }
  | { kind: 'refused'; httpStatus: number; message: string }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'trouble'; trouble: Trouble };
