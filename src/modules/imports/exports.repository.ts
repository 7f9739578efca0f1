import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { ImportKind } from './import.entity.js';

/** A bigint is an amount in minor units of the row's `currency`. */
export type ExportedRow = Record<string, string | number | boolean | bigint | Date | object | null>;

/** By the caller's own name where it was imported under one, else by ours. */
const nameOf = (kind: ImportKind, row: string): string =>
  `coalesce((SELECT n.external_id FROM import_names n WHERE n.merchant_id = ${row}.merchant_id
     AND n.kind = '${kind}' AND n.object_id = ${row}.id LIMIT 1), ${row}.public_id)`;

/**
 * Each as its import takes it, from after an id on. A token is never told: of a card what may be shown. One whose last
 * agreed period is running comes out as canceled with it: elsewhere it would be billed for ever.
 */
const ROWS: Record<ImportKind, string> = {
  customers: `
    SELECT c.id AS key, ${nameOf('customers', 'c')} AS external_id, c.name, c.email, c.phone, c.language,
      c.time_zone, c.country, c.tax_exempt, c.tax_number, c.address,
      coalesce(c.gateway_customer_id, c.public_id) AS ottu_customer_id, c.metadata
    FROM customers c WHERE c.merchant_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
  cards: `
    SELECT k.id AS key, ${nameOf('cards', 'k')} AS external_id, ${nameOf('customers', 'c')} AS customer,
      k.brand, k.last_four, k.expiry_month, k.expiry_year, k.status
    FROM cards k JOIN customers c ON c.merchant_id = k.merchant_id AND c.id = k.customer_id
    WHERE k.merchant_id = $1 AND k.id > $2 ORDER BY k.id LIMIT $3`,
  subscriptions: `
    SELECT s.id AS key, ${nameOf('subscriptions', 's')} AS external_id, ${nameOf('customers', 'c')} AS customer,
      ${nameOf('cards', 'k')} AS card, s.status, i.price, i.quantity, i.items, s.next_bill_at AS next_billing_at,
      s.time_zone, CASE WHEN s.interval_unit IN ('month', 'year') THEN s.anchor_day END AS anchor_day, 
      g.public_id AS agreement_id, g.start_date::text AS agreement_started_on,
      g.expiry_date::text AS agreement_expires_on, g.total_cycles AS agreement_payments,
      g.cycles_used AS agreement_payments_made, s.currency, g.amount_minor AS agreement_fixed_amount,
      g.max_amount_minor AS agreement_max_amount, g.frequency AS agreement_frequency,
      g.cycle_interval_days AS agreement_interval_days,
      CASE WHEN NOT l.is_last THEN s.end_index - s.next_period_index END AS end_after_periods,
      CASE WHEN NOT l.is_last AND s.committed_index > s.next_period_index
        THEN s.committed_index - s.next_period_index END AS minimum_periods,
      CASE WHEN l.is_last THEN true END AS cancel_at_period_end, s.metadata
    FROM subscriptions s
    JOIN customers c ON c.merchant_id = s.merchant_id AND c.id = s.customer_id
    CROSS JOIN LATERAL (SELECT s.cancel_at_period_end OR coalesce(s.end_index <= s.next_period_index, false) AS is_last) l
    LEFT JOIN cards k ON k.merchant_id = s.merchant_id AND k.id = s.card_id
    LEFT JOIN agreements g ON g.merchant_id = s.merchant_id AND g.subscription_id = s.id AND g.status = 'active'
    LEFT JOIN LATERAL (
      SELECT CASE count(*) WHEN 1 THEN min(p.public_id) END AS price, CASE count(*) WHEN 1 THEN min(t.quantity)::int END AS quantity,
        CASE WHEN count(*) > 1 THEN
          jsonb_agg(jsonb_build_object('price', p.public_id, 'quantity', t.quantity) ORDER BY t.id) END AS items
      FROM subscription_items t JOIN prices p ON p.merchant_id = t.merchant_id AND p.id = t.price_id
      WHERE t.merchant_id = s.merchant_id AND t.subscription_id = s.id AND t.removed_at IS NULL
        AND t.charged_once_at IS NULL) i ON true
    WHERE s.merchant_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3`,
};

@Injectable()
export class ExportsRepository {
  /** By `key`, which is the row's id and, like `currency`, not for the file. */
  rows(
    tx: Tx,
    merchantId: bigint,
    kind: ImportKind,
    after: bigint,
    limit: number,
  ): Promise<(ExportedRow & { key: bigint })[]> {
    return tx.query(ROWS[kind], [merchantId, after, limit]);
  }
}
