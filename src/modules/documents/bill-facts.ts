import type { DocumentFacts, DocumentLine } from '../../domain/document/document-facts.js';
import { type Money, money } from '../../domain/money/money.js';
import type { Customer } from '../customers/index.js';
import { amountToCollect, type Invoice, type InvoiceLine } from '../invoices/index.js';
import type { Merchant, MerchantProfile } from '../merchants/index.js';
import { buyerOf, sellerOf } from './parties.js';
import { leviesOf, taxesOf } from './taxes.js';

/** The rows of which an invoice is printed. */
export interface BillRows {
  invoice: Invoice;
  lines: InvoiceLine[];
  customer: Customer;
  merchant: Merchant;
  /** As it stood when the invoice was issued. */
  profile: MerchantProfile | null;
}

/** What an invoice says, from its rows. Pure: the language comes later. */
export function billFacts({ invoice, lines, customer, merchant, profile }: BillRows): DocumentFacts {
  const of = (minor: bigint): Money => money(minor, invoice.currency);
  const owed = invoice.status === 'open' || invoice.status === 'uncollectible';
  return {
    ...invoice,
    kind: 'invoice',
    state: invoice.status,
    issuedAt: invoice.finalizedAt,
    timeZone: merchant.timeZone,
    period: { start: invoice.periodStart, end: invoice.periodEnd },
    corrects: null,
    reason: null,
    destination: null,
    seller: sellerOf(merchant, profile),
    buyer: buyerOf(customer, invoice.buyer),
    lines: lines.map((line) => lineOf(line, of)),
    subtotal: of(invoice.subtotalMinor),
    discounts: discountsOf(lines, of),
    taxes: taxesOf(
      lines.flatMap((line) => leviesOf(line, of)),
      invoice.currency,
    ),
    total: of(invoice.totalMinor - invoice.creditToBalanceMinor),
    creditToBalance: of(invoice.creditToBalanceMinor),
    balanceApplied: of(invoice.balanceAppliedMinor),
    paid: of(invoice.status === 'paid' ? amountToCollect(invoice) : 0n),
    credited: of(invoice.creditedMinor),
    due: of(owed ? amountToCollect(invoice) : 0n),
  };
}

function lineOf(line: InvoiceLine, of: (minor: bigint) => Money): DocumentLine {
  const { serviceStart: start, serviceEnd: end } = line;
  return {
    description: line.description,
    nameAr: line.nameAr,
    inputs: line.explanation,
    quantity: line.quantity,
    unitAmount: line.unitAmountMinor === null ? null : of(line.unitAmountMinor),
    discount: of(line.discountMinor),
    taxNames: leviesOf(line, of).map(({ name }) => name),
    amount: of(line.amountMinor),
    period: start && end ? { start, end } : null,
  };
}

/**
 * By coupon over all lines, in the order in which they appear. A line that gives back brings the discount of the line it
 * gives back, and no coupon with it: that one has no name, or the paper would not add up to its total.
 */
function discountsOf(lines: InvoiceLine[], of: (minor: bigint) => Money): DocumentFacts['discounts'] {
  const sums = new Map<string, { name: string; nameAr: string | null; minor: bigint }>();
  let rest = 0n;
  for (const { discountMinor, discounts } of lines) {
    rest += discountMinor;
    for (const { name, name_ar: nameAr = null, coupon, amount_minor } of discounts) {
      const minor = (sums.get(coupon)?.minor ?? 0n) + BigInt(amount_minor);
      sums.set(coupon, { name, nameAr, minor });
      rest -= BigInt(amount_minor);
    }
  }
  const named = [...sums.values()].map(({ minor, ...names }) => ({ ...names, amount: of(minor) }));
  return rest === 0n ? named : [...named, { name: '', amount: of(rest) }];
}
