import type {
  DocumentFacts,
  DocumentLine,
  DocumentSeller,
  DocumentTax,
} from '../../domain/document/document-facts.js';
import { type Money, money } from '../../domain/money/money.js';
import type { Customer } from '../customers/index.js';
import type { Invoice, InvoiceLine } from '../invoices/index.js';
import type { Merchant, MerchantProfile } from '../merchants/index.js';
import { amountToCollect } from '../invoices/index.js';

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
  const { name, email, phone } = customer;
  return {
    ...invoice,
    kind: 'invoice',
    issuedAt: invoice.finalizedAt,
    timeZone: merchant.timeZone,
    period: { start: invoice.periodStart, end: invoice.periodEnd },
    corrects: null,
    reason: null,
    seller: sellerOf(merchant, profile),
    buyer: { name, email, phone, address: null, taxNumber: null },
    lines: lines.map((line) => lineOf(line, of)),
    subtotal: of(invoice.subtotalMinor),
    discounts: discountsOf(lines, of),
    taxes: taxesOf(lines, of),
    total: of(invoice.totalMinor),
    balanceApplied: of(invoice.balanceAppliedMinor),
    paid: of(invoice.status === 'paid' ? amountToCollect(invoice) : 0n),
    credited: of(invoice.creditedMinor),
    due: of(owed ? amountToCollect(invoice) : 0n),
  };
}

function sellerOf(merchant: Merchant, profile: MerchantProfile | null): DocumentSeller {
  return {
    name: profile?.legalName ?? merchant.name,
    nameAr: profile?.legalNameAr ?? null,
    address: profile?.address ?? null,
    addressAr: profile?.addressAr ?? null,
    contact: profile?.contact ?? null,
    country: profile?.country ?? null,
    taxNumber: profile?.taxNumber ?? null,
  };
}

function lineOf(line: InvoiceLine, of: (minor: bigint) => Money): DocumentLine {
  const { serviceStart: start, serviceEnd: end } = line;
  return {
    description: line.description,
    quantity: line.quantity,
    unitAmount: line.unitAmountMinor === null ? null : of(line.unitAmountMinor),
    discount: of(line.discountMinor),
    taxNames: line.taxes.map(({ name }) => name),
    amount: of(line.amountMinor),
    period: start && end ? { start, end } : null,
  };
}

/** By coupon over all lines, in the order in which they appear. */
function discountsOf(lines: InvoiceLine[], of: (minor: bigint) => Money): DocumentFacts['discounts'] {
  const sums = new Map<string, { name: string; minor: bigint }>();
  for (const { name, coupon, amount_minor } of lines.flatMap(({ discounts }) => discounts)) {
    sums.set(coupon, { name, minor: (sums.get(coupon)?.minor ?? 0n) + BigInt(amount_minor) });
  }
  return [...sums.values()].map(({ name, minor }) => ({ name, amount: of(minor) }));
}

function taxesOf(lines: InvoiceLine[], of: (minor: bigint) => Money): DocumentTax[] {
  const sums = new Map<string, { name: string; isIncluded: boolean; minor: bigint }>();
  for (const { rate, name, inclusive, amount_minor } of lines.flatMap(({ taxes }) => taxes)) {
    const minor = (sums.get(rate)?.minor ?? 0n) + BigInt(amount_minor);
    sums.set(rate, { name, isIncluded: inclusive, minor });
  }
  return [...sums.values()].map(({ name, isIncluded, minor }) => ({ name, isIncluded, amount: of(minor) }));
}
