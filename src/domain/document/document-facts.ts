import type { LineInputs } from '../invoice/line-inputs.js';
import type { Money } from '../money/money.js';

/** Who sells, as it stood when the document was issued. */
export interface DocumentSeller {
  name: string;
  nameAr: string | null;
  address: string | null;
  addressAr: string | null;
  contact: string | null;
  /** ISO 3166, two letters. */
  country: string | null;
  taxNumber: string | null;
}

export interface DocumentBuyer {
  name: string | null;
  address: string | null;
  taxNumber: string | null;
  email: string | null;
  phone: string | null;
}

export interface DocumentTax {
  /** "VAT 15 %". */
  name: string;
  amount: Money;
  /** Contained in the prices, and not added to them. */
  isIncluded: boolean;
}

export interface DocumentLine {
  /** As it is stored. */
  description: string;
  /** In Arabic instead of that, where it was kept. */
  nameAr?: string | null;
  /** What its amount was computed from. */
  inputs: LineInputs;
  /** Null on credit notes, which take amounts and not units. */
  quantity: bigint | null;
  /** Null where no single price stands behind the amount. */
  unitAmount: Money | null;
  discount: Money;
  /** What its taxes are called, together. */
  taxNames: string[];
  /** Before discount and tax. */
  amount: Money;
  period: { start: Date; end: Date } | null;
}

/** An invoice, or a credit note about one. */
export interface DocumentFacts {
  kind: 'invoice' | 'credit_note';
  number: string | null;
  /** Null on credit notes, which have none. */
  state: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible' | null;
  issuedAt: Date | null;
  paidAt: Date | null;
  /** Until when an invoice that was made by hand is to be paid. */
  dueAt: Date | null;
  /** The seller's, in which days of dates are told; a period is told in the zone of its lines. */
  timeZone: string;
  period: { start: Date; end: Date } | null;
  /** The number of the invoice that a credit note corrects. */
  corrects: string | null;
  reason: string | null;
  /** Where the money of a credit note goes. */
  destination: 'open_amount' | 'card' | 'balance' | null;
  seller: DocumentSeller;
  buyer: DocumentBuyer;
  lines: DocumentLine[];
  subtotal: Money;
  discounts: { name: string; nameAr?: string | null; amount: Money }[];
  taxes: DocumentTax[];
  /** What the lines come to; below zero where credits are more than charges. */
  total: Money;
  /** What such credits leave over for the customer's balance. */
  creditToBalance: Money;
  balanceApplied: Money;
  paid: Money;
  /** Taken off what is owed by credit notes. */
  credited: Money;
  due: Money;
}
