import { Injectable } from '@nestjs/common';
import type { InvoiceState } from '../../domain/invoice/invoice-states.js';
import { newestAt, type PaidLine } from '../../domain/proration/covering.js';
import { money } from '../../domain/money/money.js';
import { type Columns, type Part, readTogether } from '../../platform/database/read-together.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { readDiscount, readTax } from './invoice-rows.js';
import { type InvoiceLine, lineTax, lineTotal } from './invoice-line.entity.js';

type LineColumns = Pick<
  InvoiceLine,
  | 'publicId'
  | 'kind'
  | 'description'
  | 'nameAr'
  | 'quantity'
  | 'amountMinor'
  | 'discountMinor'
  | 'taxAddedMinor'
  | 'taxIncludedMinor'
  | 'taxes'
  | 'discounts'
>;

export interface ChargedRow extends LineColumns {
  price: string;
  priceRow: bigint;
  currency: string;
  start: Date;
  end: Date;
  isEnded: boolean;
  isOfChange: boolean;
  credited: bigint;
  /** Of coupons that are for some plans: the prices of these, by coupon. */
  reach: Record<string, string[] | null> | null;
}

export interface CoveringLine extends PaidLine {
  /** The row of its price. */
  priceRow: bigint;
}

const NOT_OVER = `
  SELECT l.public_id AS "publicId", l.kind, l.description, l.name_ar AS "nameAr", l.quantity,
     l.amount_minor AS "amountMinor", l.discount_minor AS "discountMinor", l.tax_added_minor AS "taxAddedMinor",
     l.tax_included_minor AS "taxIncludedMinor", l.taxes, l.discounts, l.price_id AS "priceRow", p.public_id AS price, i.currency,
     coalesce(l.service_start, i.period_start) AS start, coalesce(l.service_end, i.period_end) AS end,
     EXISTS (
       SELECT 1 FROM invoice_lines c
       JOIN invoices ci ON ci.merchant_id = c.merchant_id AND ci.id = c.invoice_id
       WHERE ci.merchant_id = l.merchant_id AND ci.subscription_id = i.subscription_id
         AND ci.status <> 'void' AND c.kind = 'proration' AND c.explanation ->> 'original_line' = l.public_id)
     OR EXISTS (
       SELECT 1 FROM pending_lines w WHERE w.merchant_id = l.merchant_id AND w.original_line = l.public_id
         AND w.invoice_id IS NULL) AS "isEnded",
     -- By its invoice: the days until an anchor are a part of a period too, and begin one.
     i.period_index IS NULL AS "isOfChange",
     coalesce((
       SELECT sum(n.amount_minor) FROM credit_note_lines n
       WHERE n.merchant_id = l.merchant_id AND n.invoice_line_id = l.id), 0)::bigint AS credited,
     (SELECT json_object_agg(c.public_id, (
        SELECT json_agg(cp.public_id) FROM plans cl
        JOIN prices cp ON cp.merchant_id = cl.merchant_id AND cp.plan_id = cl.id
        WHERE cl.merchant_id = c.merchant_id AND c.plans ? cl.public_id))
      FROM coupons c WHERE c.merchant_id = l.merchant_id AND c.plans IS NOT NULL
        AND c.public_id IN (SELECT d ->> 'coupon' FROM jsonb_array_elements(l.discounts) d)) AS reach
   FROM invoices i
   JOIN invoice_lines l ON l.merchant_id = i.merchant_id AND l.invoice_id = i.id
   JOIN prices p ON p.merchant_id = l.merchant_id AND p.id = l.price_id
   WHERE i.merchant_id = $1 AND i.subscription_id = $2 AND i.status = ANY ($4)
     AND l.kind IN ('recurring', 'proration') AND l.amount_minor > 0
     AND coalesce(l.service_end, i.period_end) > $3
   ORDER BY l.id`;

const COLUMNS: Columns<ChargedRow> = {
  publicId: 'plain',
  kind: 'plain',
  description: 'plain',
  nameAr: 'plain',
  quantity: 'bigint',
  amountMinor: 'bigint',
  discountMinor: 'bigint',
  taxAddedMinor: 'bigint',
  taxIncludedMinor: 'bigint',
  taxes: 'plain',
  discounts: 'plain',
  priceRow: 'bigint',
  price: 'plain',
  currency: 'plain',
  start: 'date',
  end: 'date',
  isEnded: 'plain',
  isOfChange: 'plain',
  credited: 'bigint',
  reach: 'plain',
};

/** What a subscription's prices were really charged with for a moment, to be given back in part. */
@Injectable()
export class ChargedLinesRepository {
  /** Of each price the newest line that charged for the moment, on an invoice that was paid. */
  async covering(tx: Tx, merchantId: bigint, subscriptionId: bigint, at: Date): Promise<CoveringLine[]> {
    const { found } = await readTogether(tx, { found: this.rowsNotOver(merchantId, subscriptionId, at) });
    return newestAt(found.map(chargedLine), at);
  }

  /** What will be paid for by then, if every payment succeeds: also of invoices that are still being collected. */
  async notOverAndOwed(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    at: Date,
  ): Promise<CoveringLine[]> {
    const rows = this.rowsNotOver(merchantId, subscriptionId, at, ['paid', 'open', 'draft']);
    const { found } = await readTogether(tx, { found: rows });
    return found.map(chargedLine);
  }

  /**
   * Lines whose time is not over by then, the newest last, to be read together with other things; `chargedLine` makes of
   * each row what it says. `creditedBefore` is what credit notes took of it.
   */
  rowsNotOver(
    merchantId: bigint,
    subscriptionId: bigint,
    at: Date,
    statuses: readonly InvoiceState[] = ['paid'],
  ): Part<ChargedRow> {
    return { query: NOT_OVER, columns: COLUMNS, values: [merchantId, subscriptionId, at, statuses] };
  }
}

export function chargedLine(line: ChargedRow): CoveringLine {
  const { price, priceRow, currency, start, end, isEnded, isOfChange, credited } = line;
  const total = lineTotal(line);
  return {
    id: line.publicId,
    priceId: price,
    priceRow,
    description: line.description,
    nameAr: line.nameAr,
    quantity: line.quantity,
    period: { start, end },
    discount: money(line.discountMinor, currency),
    discounts: line.discounts.map((one) => readDiscount(one, currency, reachOf(one.coupon, line))),
    taxableAmount: money(total - lineTax(line), currency),
    taxes: line.taxes.map((tax) => readTax(tax, currency)),
    total: money(total, currency),
    creditedBefore: money(credited, currency),
    isEnded,
    isOfChange,
  };
}

/** Null: it is for whatever there is. */
function reachOf(coupon: string, { reach }: ChargedRow): readonly string[] | null {
  return reach && coupon in reach ? (reach[coupon] ?? []) : null;
}
