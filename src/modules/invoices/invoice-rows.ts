import type { InvoiceDraft, InvoiceLineDraft } from '../../domain/invoice/build-invoice.js';
import type { AppliedDiscount } from '../../domain/discount/discount.js';
import { money } from '../../domain/money/money.js';
import type { AppliedTax } from '../../domain/tax/tax-rule.js';
import type { Subscription } from '../subscriptions/index.js';
import type { InvoiceKind } from './invoice.entity.js';
import type { StoredDiscount, StoredTax } from './invoice-line.entity.js';
import type { NewInvoice, NewLine } from './invoices.repository.js';

/** The totals of a draft, as columns. */
export function totalsOf(draft: InvoiceDraft) {
  return {
    subtotalMinor: draft.subtotal.minor,
    discountTotalMinor: draft.discountTotal.minor,
    taxTotalMinor: draft.taxTotal.minor,
    totalMinor: draft.total.minor,
    creditToBalanceMinor: draft.creditToBalance.minor,
  };
}

/** Who owes it: by a subscription, or without one. */
export type InvoiceOwner = Pick<Subscription, 'merchantId' | 'customerId'> & { id: bigint | null };

/** A draft as the row of an invoice of which nothing is paid or credited yet. */
export function invoiceRow(
  { merchantId, id, customerId }: InvoiceOwner,
  kind: InvoiceKind,
  draft: InvoiceDraft,
  at: Date,
): Omit<NewInvoice, 'status' | 'finalizedAt'> {
  return {
    merchantId,
    subscriptionId: id,
    customerId,
    kind,
    periodIndex: kind === 'recurring' ? draft.period.index : null,
    periodStart: draft.period.start,
    periodEnd: draft.period.end,
    currency: draft.currency,
    ...totalsOf(draft),
    balanceAppliedMinor: 0n,
    creditedMinor: 0n,
    creditNotesMinor: 0n,
    creditNotesTaxMinor: 0n,
    amountPaidMinor: 0n,
    createdAt: at,
    collection: null,
    dueAt: null,
    overdueAt: null,
    idempotencyKey: null,
    finalizeAt: null,
    draftBasis: null,
    paidAt: null,
    closedAt: null,
  };
}

/** `priceIds` translates the draft's public price ids. */
export function lineRows(draft: InvoiceDraft, priceIds: ReadonlyMap<string, bigint>): NewLine[] {
  return draft.lines.map((line) => lineRow(line, priceIds));
}

export function lineRow(line: InvoiceLineDraft, priceIds: ReadonlyMap<string, bigint>): NewLine {
  return {
    kind: line.kind,
    priceId: line.priceId === null ? null : priceIdOf(line.priceId, priceIds),
    description: line.description,
    nameAr: line.nameAr ?? null,
    quantity: line.quantity,
    unitAmountMinor: line.unitAmount?.minor ?? null,
    amountMinor: line.amount.minor,
    discountable: line.discountable,
    discountMinor: line.discount.minor,
    taxAddedMinor: taxMinor(line.taxes, false),
    taxIncludedMinor: taxMinor(line.taxes, true),
    discounts: line.discounts.map(storedDiscount),
    taxes: line.taxes.map(storedTax),
    serviceStart: line.period.start,
    serviceEnd: line.period.end,
    explanation: line.inputs,
  };
}

function priceIdOf(publicId: string, priceIds: ReadonlyMap<string, bigint>): bigint {
  const id = priceIds.get(publicId);
  if (id === undefined) throw new RangeError(`invoice: the row of price ${publicId} is not known`);
  return id;
}

function taxMinor(taxes: readonly AppliedTax[], isInclusive: boolean): bigint {
  return taxes.reduce(
    (sum, { inclusive, amount }) => (inclusive === isInclusive ? sum + amount.minor : sum),
    0n,
  );
}

/** Minor units as text: jsonb would make floats of numbers. */
export function storedDiscount(applied: AppliedDiscount): StoredDiscount {
  const { couponId, value, amount } = applied;
  const percent = value.kind === 'percentage' ? String(value.millionths) : null;
  const off = value.kind === 'amount' ? String(value.amount.minor) : null;
  const minor = String(amount.minor);
  const names = storedNames(applied);
  return { coupon: couponId, ...names, percent_millionths: percent, off_minor: off, amount_minor: minor };
}

/** A coupon without an Arabic name is stored as all were before there were any. */
export function storedNames({ name, nameAr }: Pick<AppliedDiscount, 'name' | 'nameAr'>) {
  return { name, ...(nameAr && { name_ar: nameAr }) };
}

/** As it was applied. `priceIds`: what its coupon is for, where somebody asks. */
export function readDiscount(
  stored: StoredDiscount,
  currency: string,
  priceIds: AppliedDiscount['priceIds'] = null,
): AppliedDiscount {
  const { coupon, name, name_ar: nameAr, percent_millionths, off_minor, amount_minor } = stored;
  return {
    couponId: coupon,
    name,
    nameAr,
    value:
      percent_millionths === null
        ? { kind: 'amount', amount: money(BigInt(off_minor!), currency) }
        : { kind: 'percentage', millionths: BigInt(percent_millionths) },
    priceIds,
    amount: money(BigInt(amount_minor), currency),
  };
}

/** As it was applied. */
export function readTax(
  { rate, name, percent_millionths, inclusive, amount_minor }: StoredTax,
  currency: string,
): AppliedTax {
  const amount = money(BigInt(amount_minor), currency);
  return { rateId: rate, name, millionths: BigInt(percent_millionths), inclusive, amount };
}

export function storedTax({ rateId, name, millionths, inclusive, amount }: AppliedTax): StoredTax {
  const percent = String(millionths);
  return { rate: rateId, name, percent_millionths: percent, inclusive, amount_minor: String(amount.minor) };
}
