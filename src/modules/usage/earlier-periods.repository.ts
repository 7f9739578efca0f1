import { Injectable } from '@nestjs/common';
import type { Period } from '../../domain/calendar/period.js';
import { type EarlierPeriods, MOST_DAYS_BACK } from '../../domain/subscription/usage-window.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Subscription } from '../subscriptions/index.js';

/** The periods of subscriptions that count anew, as they were billed. */
@Injectable()
export class EarlierPeriodsRepository {
  /** Of the last ones as many as usage may reach back, and the one before them. */
  async of(tx: Tx, { merchantId, id, anchorIndex }: Subscription, now: Date): Promise<EarlierPeriods> {
    const from = new Date(now.getTime() - MOST_DAYS_BACK * 86_400_000);
    const periods = await tx.query<Period[]>(
      `SELECT period_index AS index, period_start AS start, period_end AS end FROM invoices
       WHERE merchant_id = $1 AND subscription_id = $2 AND period_index < $3 AND period_index >= coalesce((
         SELECT max(period_index) FROM invoices
         WHERE merchant_id = $1 AND subscription_id = $2 AND period_start <= $4), 0)`,
      [merchantId, id, anchorIndex, from],
    );
    const over = await tx.query<EarlierPeriods['over'][number][]>(
      `SELECT previous_end AS "from", starts_at AS "to" FROM period_breaks
       WHERE merchant_id = $1 AND subscription_id = $2 AND reason = 'reactivated'`,
      [merchantId, id],
    );
    return { periods, over };
  }
}
