import { Injectable } from '@nestjs/common';
import type { IntervalUnit } from '../../domain/calendar/interval.js';
import {
  FORESEEN_DAYS,
  type Volume,
  type Volumes,
  unbilledPeriods,
} from '../../domain/safeguards/mass-charge.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Charge } from './charge.entity.js';

interface Sum {
  currency: string;
  charges: number;
  amount: bigint;
}

interface Unbilled extends Sum {
  at: Date;
  unit: IntervalUnit;
  count: number;
}

export interface Due {
  volumes: Volumes;
  /** No subscription is further behind than this. */
  mostPeriods: number;
}

/** A subscription whose oldest due charge is for a period that began days ago. */
export interface LateCharge {
  chargeId: bigint;
  merchantId: bigint;
  subscriptionId: bigint;
  since: Date;
  /** Due periods that were never tried, billed or not. */
  periods: number;
}

/**
 * Of `s`: what its clock bills next. A trial without a card ends without a charge; many of them on one day are nothing
 * to ask a person about.
 */
const IS_TO_BE_BILLED = `s.quarantined_at IS NULL AND NOT s.cancel_at_period_end
  AND (s.status IN ('active', 'past_due')
    OR s.status = 'trialing' AND (s.card_id IS NOT NULL OR s.without_card = 'charge'))`;

/** Of `s`, whose first charge is due at `at`: its customer was told the day when the trial began, or it came over well before. */
const isForeseen = (at: string) =>
  `(s.trial_end IS NOT NULL OR s.created_at <= ${at} - interval '${FORESEEN_DAYS} days')`;

/** Of `b` and `i`: free days follow the period, until the billing day to which it was moved. */
const IS_MOVED = `b.merchant_id = i.merchant_id AND b.subscription_id = i.subscription_id
  AND b.period_index = i.period_index + 1 AND b.reason = 'billing_day_moved'`;

/** What is due, counted; for the judgement whether it is too much. */
@Injectable()
export class BacklogRepository {
  /**
   * Periods whose charge is due and was never tried, with those that are due and not yet billed. A first period that a
   * customer pays on a page waits for nobody's clock; the others of index 0 are ends of trials and what was imported.
   */
  async due(tx: Tx, merchantId: bigint, now: Date): Promise<Due> {
    const billed = await tx.query<(Sum & { most: number })[]>(
      `SELECT currency, sum(n)::integer AS charges, sum(amount)::bigint AS amount, max(n)::integer AS most
       FROM (
         SELECT c.currency, count(*) AS n, sum(c.amount_minor) AS amount
         FROM charges c JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
         WHERE c.merchant_id = $1 AND c.next_action = 'attempt' AND c.next_action_at <= $2
           AND c.attempts_made = 0 AND i.period_index IS NOT NULL
         GROUP BY c.currency, c.subscription_id) by_subscription
       GROUP BY currency`,
      [merchantId, now],
    );
    const volumes = new Map<string, Volume>();
    for (const sum of billed) grow(volumes, sum.currency, sum.charges, sum.amount);
    let mostUnbilled = 0;
    for (const sum of await this.unbilled(tx, merchantId, now)) {
      const periods = unbilledPeriods(sum.at, sum, now);
      grow(volumes, sum.currency, sum.charges * periods, sum.amount * BigInt(periods));
      mostUnbilled = Math.max(mostUnbilled, periods);
    }
    return { volumes, mostPeriods: mostUnbilled + Math.max(0, ...billed.map(({ most }) => most)) };
  }

  /**
   * For each of the last four weeks: what was charged for the periods that ended in it, and the first charges foreseen
   * for it, billed and not yet billed. Where free days follow a period it is the week in which they end: members from all
   * over a month who were moved to its first are due on that day, and it was known.
   */
  async weeks(tx: Tx, merchantId: bigint, now: Date): Promise<Volumes[]> {
    const within = (at: string) => `${at} <= $2 AND ${at} > $2::timestamptz - interval '28 days'`;
    const rows = await tx.query<(Sum & { week: number })[]>(
      `SELECT floor(extract(epoch FROM $2::timestamptz - at) / 604800)::integer AS week, currency,
         sum(charges)::integer AS charges, sum(amount)::bigint AS amount
       FROM (
         SELECT i.period_end AS at, i.currency, 1 AS charges, i.total_minor AS amount
         FROM invoices i
         WHERE i.merchant_id = $1 AND ${within('i.period_end')} AND i.total_minor > 0 AND i.status <> 'void'
           AND NOT EXISTS (SELECT 1 FROM period_breaks b WHERE ${IS_MOVED})
         UNION ALL
         SELECT b.starts_at, i.currency, 1, i.total_minor
         FROM period_breaks b JOIN invoices i ON ${IS_MOVED}
         WHERE b.merchant_id = $1 AND ${within('b.starts_at')} AND i.total_minor > 0 AND i.status <> 'void'
         UNION ALL
         SELECT i.period_start, i.currency, 1, i.total_minor
         FROM invoices i
         JOIN subscriptions s ON s.merchant_id = i.merchant_id AND s.id = i.subscription_id
         WHERE i.merchant_id = $1 AND i.period_index = 0 AND ${within('i.period_start')}
           AND i.total_minor > 0 AND i.status <> 'void' AND ${isForeseen('i.period_start')}
         UNION ALL
         SELECT s.next_bill_at, s.currency, count(DISTINCT s.id), sum(p.amount_minor * t.quantity)
         FROM subscriptions s
         JOIN subscription_items t ON t.merchant_id = s.merchant_id AND t.subscription_id = s.id AND t.removed_at IS NULL
         JOIN prices p ON p.merchant_id = t.merchant_id AND p.id = t.price_id
         WHERE s.merchant_id = $1 AND s.next_period_index = 0 AND ${within('s.next_bill_at')}
           AND ${IS_TO_BE_BILLED} AND p.amount_minor * t.quantity > 0 AND ${isForeseen('s.next_bill_at')}
         GROUP BY s.next_bill_at, s.currency) expected
       GROUP BY 1, 2`,
      [merchantId, now],
    );
    return [0, 1, 2, 3].map(
      (week) => new Map(rows.filter((row) => row.week === week).map((row) => [row.currency, row])),
    );
  }

  /** Of claimed charges those that are late by more than a day. */
  async late(tx: Tx, charges: readonly Charge[], now: Date): Promise<LateCharge[]> {
    if (charges.length === 0) return [];
    const rows =
      await tx.query<(Omit<LateCharge, 'periods'> & { waiting: number; nextBillAt: Date | null; unit: IntervalUnit; count: number })[]>( // prettier-ignore
        `SELECT c.id AS "chargeId", c.merchant_id AS "merchantId", c.subscription_id AS "subscriptionId",
         i.period_start AS since, s.interval_unit AS unit, s.interval_count AS count,
         CASE WHEN s.status IN ('active', 'past_due') THEN s.next_bill_at END AS "nextBillAt",
         (SELECT count(*)::integer FROM charges o
          WHERE o.merchant_id = c.merchant_id AND o.subscription_id = c.subscription_id
            AND o.next_action = 'attempt' AND o.next_action_at <= $3 AND o.attempts_made = 0) AS waiting
       FROM unnest($1::bigint[], $2::bigint[]) due (merchant_id, id)
       JOIN charges c ON c.merchant_id = due.merchant_id AND c.id = due.id
       JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
       JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.id = c.subscription_id
       WHERE i.period_index IS NOT NULL AND i.period_start < $3::timestamptz - interval '1 day'`,
        [charges.map((charge) => charge.merchantId), charges.map((charge) => charge.id), now],
      );
    return rows.map(({ waiting, nextBillAt, unit, count, ...row }) => ({
      ...row,
      periods: waiting + unbilledPeriods(nextBillAt, { unit, count }, now),
    }));
  }

  /** By day on which they became due, so that the answer is small however many subscriptions are behind. */
  private unbilled(tx: Tx, merchantId: bigint, now: Date): Promise<Unbilled[]> {
    return tx.query(
      `SELECT s.currency, s.interval_unit AS unit, s.interval_count AS count, min(s.next_bill_at) AS at,
         count(DISTINCT s.id)::integer AS charges, sum(p.amount_minor * t.quantity)::bigint AS amount
       FROM subscriptions s
       JOIN subscription_items t ON t.merchant_id = s.merchant_id AND t.subscription_id = s.id
         AND t.removed_at IS NULL
       JOIN prices p ON p.merchant_id = t.merchant_id AND p.id = t.price_id
       WHERE s.merchant_id = $1 AND s.next_bill_at <= $2 AND ${IS_TO_BE_BILLED}
         AND p.amount_minor * t.quantity > 0
       GROUP BY s.currency, s.interval_unit, s.interval_count, date_trunc('day', s.next_bill_at)`,
      [merchantId, now],
    );
  }
}

function grow(total: Map<string, Volume>, currency: string, charges: number, amount: bigint): void {
  const before = total.get(currency) ?? { charges: 0, amount: 0n };
  total.set(currency, { charges: before.charges + charges, amount: before.amount + amount });
}
