import { Injectable } from '@nestjs/common';
import { buildInvoice, type InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import type { PricedLine } from '../../domain/invoice/priced-line.js';
import { money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Writer } from '../../platform/database/writes.js';
import { AppError } from '../../platform/http/app-error.js';
import { PricesRepository } from '../plans/index.js';
import { SubscriptionsRepository } from '../subscriptions/index.js';
import { UsageTotalsRepository } from '../usage/index.js';
import { discountsOf, NO_BASIS } from './draft-basis.js';
import { DueInvoicesRepository } from './due-invoices.repository.js';
import type { Invoice } from './invoice.entity.js';
import type { InvoiceLine } from './invoice-line.entity.js';
import { InvoiceLifecycle } from './invoice-lifecycle.js';
import { lineRows, readDiscount, readTax } from './invoice-rows.js';
import { InvoicesRepository, type NewLine } from './invoices.repository.js';
import { PendingLinesRepository } from './terms/pending-lines.repository.js';
import { TermsOfSubscriptions } from './terms/standing-terms.js';

export interface Rebuilt {
  draft: InvoiceDraft;
  /** The lines whose discount or tax are not what is stored. */
  changed: { id: bigint; patch: Partial<NewLine> }[];
  hasBalance: boolean;
}

/** What drafts are worth now, and what they give back when they are discarded. */
@Injectable()
export class Drafts {
  constructor(
    private readonly invoices: InvoicesRepository,
    private readonly due: DueInvoicesRepository,
    private readonly lifecycle: InvoiceLifecycle,
    private readonly terms: TermsOfSubscriptions,
    private readonly prices: PricesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly usageTotals: UsageTotalsRepository,
    private readonly pendingLines: PendingLinesRepository,
  ) {}

  /** Locks the subscription first, as everywhere. */
  async lock(tx: Tx, merchantId: bigint, publicId: string): Promise<Invoice> {
    const found = await this.invoices.findByPublicId(tx, merchantId, publicId);
    if (!found) throw AppError.notFound('invoice', publicId);
    await this.subscriptions.lockIfAny(tx, merchantId, found.subscriptionId);
    const invoice = await this.invoices.lockById(tx, merchantId, found.id);
    if (invoice.status === 'draft') return invoice;
    const what = `Invoice ${publicId} is ${invoice.status}; only a draft can be changed or finalized`;
    throw new AppError('conflict', what);
  }

  /**
   * Of many, over all merchants: the lines that are there, with the coupons that were counted when the draft was
   * made and the tax of today. By invoice.
   */
  async rebuild(tx: Tx, drafts: readonly Invoice[]): Promise<Map<bigint, Rebuilt>> {
    const customers = drafts.map(({ merchantId, customerId }) => ({ merchantId, id: customerId }));
    const terms = await this.terms.ofCustomers(tx, customers);
    const result = new Map<bigint, Rebuilt>();
    for (const merchantId of new Set(drafts.map((draft) => draft.merchantId))) {
      const mine = drafts.filter((draft) => draft.merchantId === merchantId);
      const lines = await this.invoices.linesOf(tx, merchantId, mine.map(({ id }) => id)); // prettier-ignore
      const priceRows = [...new Set(lines.flatMap(({ priceId }) => (priceId === null ? [] : [priceId])))];
      const prices = await this.prices.findByIds(tx, merchantId, priceRows);
      const publicIds = new Map(prices.map(({ id, publicId }) => [id, publicId]));
      for (const draft of mine) {
        const { tax, hasBalance } = terms.get(draft.customerId)!;
        const rows = lines.filter(({ invoiceId }) => invoiceId === draft.id);
        const built = build(draft, rows, publicIds, tax);
        const priceIds = new Map(prices.map(({ id, publicId }) => [publicId, id]));
        result.set(draft.id, { draft: built, changed: changes(rows, lineRows(built, priceIds)), hasBalance });
      }
    }
    return result;
  }

  /** Before the invoice is final: afterwards its lines cannot change. */
  async saveLines(writer: Writer, merchantId: bigint, { changed }: Rebuilt): Promise<void> {
    for (const { id, patch } of changed) await this.invoices.updateLine(writer, merchantId, id, patch);
  }

  async discard(tx: Tx, draft: Invoice, at: Date, reason: string): Promise<void> {
    await this.giveBack(tx, draft);
    await this.lifecycle.discard(tx, draft, at, reason);
  }

  /** With the subscription, whose row is locked. */
  async discardOfPeriods(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    at: Date,
    reason: string,
  ): Promise<void> {
    for (const { id } of await this.due.draftsOfPeriods(tx, merchantId, subscriptionId)) {
      await this.discard(tx, await this.invoices.lockById(tx, merchantId, id), at, reason);
    }
  }

  /**
   * What a discarded draft had used up waits for the next invoice: lines that were added before, what is paid once,
   * and usage, unless a later invoice has billed more of it since. A coupon's period stays used, as the period does.
   */
  private async giveBack(tx: Tx, { merchantId, subscriptionId, draftBasis }: Invoice): Promise<void> {
    const { usage, once, pending } = draftBasis ?? NO_BASIS;
    for (const one of usage) {
      await this.usageTotals.unbill(tx, merchantId, BigInt(one.id), {
        quantity: BigInt(one.quantity),
        records: BigInt(one.records),
        billedRecords: BigInt(one.billed_records),
      });
    }
    for (const id of once) {
      await this.subscriptions.updateItem(tx, merchantId, BigInt(id), { chargedOnceAt: null });
    }
    for (const { id } of pending) {
      await this.pendingLines.update(tx, { merchantId, id: BigInt(id) }, { invoiceId: null });
    }
    if (subscriptionId !== null && pending.length > 0)
      await this.subscriptions.addPendingLines(tx, merchantId, subscriptionId, pending.length);
  }
}

function build(
  draft: Invoice,
  rows: readonly InvoiceLine[],
  publicIds: ReadonlyMap<bigint, string>,
  tax: Parameters<typeof buildInvoice>[0]['tax'],
): InvoiceDraft {
  const { currency, periodIndex: index, periodStart: start, periodEnd: end, draftBasis } = draft;
  const lines = rows.map((row) => pricedLine(row, draft, publicIds));
  const discounts = discountsOf(draftBasis ?? NO_BASIS, currency);
  return buildInvoice({ currency, period: { index, start, end }, lines, discounts, tax });
}

/** A line as it was before discount and tax. */
function pricedLine(
  row: InvoiceLine,
  { currency, periodStart, periodEnd }: Invoice,
  publicIds: ReadonlyMap<bigint, string>,
): PricedLine {
  // What gives back a part of an earlier line keeps the discount and the tax of that one.
  const isSettled = (row.kind === 'proration' || row.kind === 'usage') && row.amountMinor < 0n;
  // What a change charges has its coupons from the change; the rest of a period with which somebody begins is discountable.
  const isDiscounted = row.kind === 'proration' && row.amountMinor > 0n && row.discountable === false;
  return {
    kind: row.kind,
    priceId: row.priceId === null ? null : publicIds.get(row.priceId)!,
    description: row.description,
    nameAr: row.nameAr,
    quantity: row.quantity,
    unitAmount: row.unitAmountMinor === null ? null : money(row.unitAmountMinor, currency),
    amount: money(row.amountMinor, currency),
    period: { start: row.serviceStart ?? periodStart, end: row.serviceEnd ?? periodEnd },
    discountable: row.discountable ?? false,
    ...(isSettled && {
      settled: {
        discount: money(row.discountMinor, currency),
        taxes: row.taxes.map((tax) => readTax(tax, currency)),
      },
    }),
    ...(isDiscounted && { discounted: row.discounts.map((one) => readDiscount(one, currency)) }),
    inputs: row.explanation,
  };
}

/** Only discount and tax are computed anew; what a line costs was decided when it was made. */
function changes(rows: readonly InvoiceLine[], fresh: readonly NewLine[]): Rebuilt['changed'] {
  return rows.flatMap((row, i) => {
    const { discountMinor, taxAddedMinor, taxIncludedMinor, discounts, taxes } = fresh[i]!;
    const isSame =
      row.discountMinor === discountMinor &&
      row.taxAddedMinor === taxAddedMinor &&
      row.taxIncludedMinor === taxIncludedMinor &&
      sameParts(row.discounts, discounts) &&
      sameParts(row.taxes, taxes);
    const patch = { discountMinor, taxAddedMinor, taxIncludedMinor, discounts, taxes };
    return isSame ? [] : [{ id: row.id, patch }];
  });
}

/** Of the same rates or coupons with the same amounts; jsonb keeps no order of names. */
function sameParts(a: readonly object[], b: readonly object[]): boolean {
  const key = (parts: readonly object[]) =>
    JSON.stringify(parts.map((part) => Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1))));
  return key(a) === key(b);
}
