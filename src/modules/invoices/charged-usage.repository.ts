import { Injectable } from '@nestjs/common';
import { money } from '../../domain/money/money.js';
import { type ChargedUsage, type ChargedUsageLine, sumCharged } from '../../domain/pricing/charged-usage.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { InvoiceLine } from './invoice-line.entity.js';
import { readTax } from './invoice-rows.js';

type UsageLine = Pick<InvoiceLine, 'amountMinor' | 'discountMinor' | 'taxes'> & {
  /** The row of its usage total. */
  total: bigint;
  currency: string;
  credited: bigint;
};

/** What usage was really charged with, to be given back where it became cheaper. */
@Injectable()
export class ChargedUsageRepository {
  /**
   * What was charged for these usage totals until now, by total. Void invoices do not count, nor charges that were
   * written off: what nobody owes is not given back.
   */
  async ofTotals(tx: Tx, merchantId: bigint, totals: bigint[]): Promise<Map<bigint, ChargedUsage>> {
    if (totals.length === 0) return new Map();
    const lines = await tx.query<UsageLine[]>(
      `SELECT u.id AS total, i.currency, l.amount_minor AS "amountMinor", l.discount_minor AS "discountMinor", l.taxes,
         coalesce((
           SELECT sum(n.amount_minor) FROM credit_note_lines n
           WHERE n.merchant_id = l.merchant_id AND n.invoice_line_id = l.id), 0)::bigint AS credited
       FROM usage_totals u
       JOIN invoices i ON i.merchant_id = u.merchant_id AND i.subscription_id = u.subscription_id
         AND i.status <> 'void'
       JOIN invoice_lines l ON l.merchant_id = i.merchant_id AND l.invoice_id = i.id AND l.kind = 'usage'
         AND l.price_id = u.price_id AND l.service_start = u.period_start
         AND (i.status <> 'uncollectible' OR l.amount_minor < 0)
       WHERE u.merchant_id = $1 AND u.id = ANY ($2::bigint[])
       ORDER BY l.id`,
      [merchantId, totals],
    );
    const of = new Map<bigint, UsageLine[]>();
    for (const line of lines) of.set(line.total, [...(of.get(line.total) ?? []), line]);
    return new Map([...of].map(([total, mine]) => [total, sumCharged(mine.map(usageLine))!]));
  }
}

function usageLine({ currency, amountMinor, discountMinor, taxes, credited }: UsageLine): ChargedUsageLine {
  return {
    amount: money(amountMinor, currency),
    discount: money(discountMinor, currency),
    taxes: taxes.map((tax) => readTax(tax, currency)),
    creditedBefore: money(credited, currency),
  };
}
