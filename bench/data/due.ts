import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../stage/stage.js';

/** Between the last write of the preparation and the instant at which everything is due. */
const LEAD_MS = 1_500;

/** Every k-th subscription of those that are there, so that what is due lies as scattered as in life. */
export class DueDates {
  private offset = 0;

  constructor(private readonly stage: Stage) {}

  async prepare(): Promise<void> {
    await this.stage.db.query('CREATE SCHEMA IF NOT EXISTS bench');
    await this.stage.db.query(
      'CREATE UNLOGGED TABLE IF NOT EXISTS bench.due (id bigint PRIMARY KEY, delta interval NOT NULL)',
    );
  }

  /**
   * Lets `count` subscriptions fall due at one instant, which it returns and which is just ahead: what was
   * written for it is vacuumed and not part of the measurement. Their whole past moves back in time, so that
   * the period that falls due begins a while ago and nothing was charged within a month of it.
   */
  async comeDue(count: number): Promise<Date> {
    const { db, shop } = this.stage;
    await this.choose(count);
    for (const sql of MOVES) await db.query(sql, [shop.id]);
    await db.query('VACUUM (ANALYZE) subscriptions, invoices, charges, attempts');
    const { rows } = await db.query<{ at: Date }>(
      `UPDATE subscriptions s SET next_bill_at = moment.at
       FROM bench.due d, (SELECT clock_timestamp() + make_interval(secs => $2) AS at) moment
       WHERE s.merchant_id = $1 AND s.id = d.id RETURNING moment.at`,
      [shop.id, LEAD_MS / 1000],
    );
    if (rows.length !== count) throw new Error(`${rows.length} of ${count} subscriptions were made due`);
    return rows[0]!.at;
  }

  private async choose(count: number): Promise<void> {
    const { db, shop } = this.stage;
    const { rows } = await db.query<{ first: bigint; last: bigint }>(
      'SELECT min(id) AS first, max(id) AS last FROM subscriptions WHERE merchant_id = $1',
      [shop.id],
    );
    const first = Number(rows[0]!.first);
    const size = Number(rows[0]!.last) - first + 1;
    if (count > size) throw new Error(`${count} subscriptions cannot be due of ${size}`);
    const stride = Math.floor(size / count);
    const ids = Array.from({ length: count }, (_, i) => first + ((this.offset + i * stride) % size));
    this.offset = (this.offset + 1) % size;
    await db.query('TRUNCATE bench.due');
    await db.query(
      `INSERT INTO bench.due
       SELECT s.id, date_trunc('second', now()) - interval '1 minute' - make_interval(secs => s.id % 3600)
         - s.current_period_end
       FROM subscriptions s WHERE s.merchant_id = $1 AND s.id = ANY ($2::bigint[])`,
      [shop.id, ids],
    );
    await db.query('ANALYZE bench.due');
  }
}

export async function until(instant: Date): Promise<void> {
  await sleep(Math.max(0, instant.getTime() - Date.now()));
}

const LOCAL = `(((s.anchor_date + s.anchor_time) AT TIME ZONE s.time_zone + d.delta) AT TIME ZONE s.time_zone)`;

/** The subscription and all that was ever collected for it, as if it had been made earlier. */
const MOVES = [
  `UPDATE subscriptions s SET next_bill_at = NULL,
     anchor_date = ${LOCAL}::date, anchor_time = ${LOCAL}::time, anchor_day = extract(day FROM ${LOCAL})::int,
     current_period_start = s.current_period_start + d.delta, current_period_end = s.current_period_end + d.delta,
     created_at = s.created_at + d.delta, updated_at = s.updated_at + d.delta
   FROM bench.due d WHERE s.merchant_id = $1 AND s.id = d.id`,
  `UPDATE invoices i SET
     period_start = i.period_start + d.delta, period_end = i.period_end + d.delta, created_at = i.created_at + d.delta,
     finalized_at = i.finalized_at + d.delta, paid_at = i.paid_at + d.delta, closed_at = i.closed_at + d.delta
   FROM bench.due d WHERE i.merchant_id = $1 AND i.subscription_id = d.id`,
  `UPDATE charges c SET
     created_at = c.created_at + d.delta, succeeded_at = c.succeeded_at + d.delta, updated_at = c.updated_at + d.delta
   FROM bench.due d WHERE c.merchant_id = $1 AND c.subscription_id = d.id`,
  `UPDATE attempts a SET
     prepared_at = a.prepared_at + d.delta, sent_at = a.sent_at + d.delta, resolved_at = a.resolved_at + d.delta,
     lease_until = a.lease_until + d.delta
   FROM bench.due d JOIN invoices i ON i.subscription_id = d.id
   WHERE i.merchant_id = $1 AND a.merchant_id = $1 AND a.invoice_id = i.id`,
];
