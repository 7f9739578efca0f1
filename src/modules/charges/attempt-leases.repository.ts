import { Injectable } from '@nestjs/common';
import {
  scopeCondition,
  scopeParameter,
  type TimeScope,
  unlessHinted,
} from '../../platform/clock/time-scope.js';
import { Waits } from '../../platform/config/waits.js';
import { none } from '../../platform/database/conditions.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Attempt } from './attempt.entity.js';

/** Longer than the session call and the charge call together, so that a live worker is never overtaken. */
const LEASE_MS = 180_000;

/** An attempt whose session is open and whose charge is about to be made. */
export interface ToSend {
  attempt: Attempt;
  sessionId: string;
  sentAt: Date;
}

/** Who may act on an attempt: its owner, of this epoch, for as long as the database's clock allows. */
@Injectable()
export class AttemptLeases {
  /** An SQL expression: leases run on the database's clock, for those of two machines differ. */
  readonly fresh: string;

  constructor(waits: Waits) {
    this.fresh = `clock_timestamp() + interval '${waits.ms(LEASE_MS)} milliseconds'`;
  }

  /**
   * Commits to sending, and takes the lease anew: it must outlast the call, or the sweep would judge a
   * session whose charge is still on its way. Gives the ids of those that are still this worker's. Of the
   * others another took over, or the lease ran out while this process was paused: nothing may be sent. Nor of a
   * merchant whose charging was stopped since they were prepared, nor while the card is being charged for another
   * subscription: two workers may prepare two charges of it at once, and neither sees the other's.
   */
  async markSent(
    tx: Tx,
    status: { from: Attempt['status']; to: Attempt['status'] },
    rows: readonly ToSend[],
  ): Promise<Set<bigint>> {
    const marks = rows.map(({ attempt, sessionId, sentAt }) => ({
      merchant_id: String(attempt.merchantId),
      id: String(attempt.id),
      owner: attempt.owner,
      epoch: attempt.epoch,
      session_id: sessionId,
      sent_at: sentAt,
    }));
    const [sent] = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE attempts SET status = $3, session_id = m.session_id, sent_at = m.sent_at, lease_until = ${this.fresh}
       FROM json_to_recordset($1::json) AS m (
         merchant_id bigint, id bigint, owner uuid, epoch integer, session_id text, sent_at timestamptz)
       WHERE attempts.merchant_id = m.merchant_id AND attempts.id = m.id AND attempts.status = $2
         AND attempts.owner = m.owner AND attempts.epoch = m.epoch AND attempts.lease_until > clock_timestamp()
         AND attempts.merchant_id NOT IN (SELECT id FROM merchants WHERE charging_stopped_at IS NOT NULL)
         AND ${none(
           `SELECT 1 FROM attempts o
            WHERE o.merchant_id = attempts.merchant_id AND o.card_id = attempts.card_id AND o.status = 'sent'`,
         )}
       RETURNING attempts.id`,
      [JSON.stringify(marks), status.from, status.to],
    );
    return new Set(sent.map(({ id }) => id));
  }

  /** Takes over attempts that are due to be asked about and that no live worker holds. */
  async claimChecksDue(
    tx: Tx,
    scope: TimeScope,
    now: Date,
    owner: string,
    limit: number,
  ): Promise<Attempt[]> {
    const [keys] = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE attempts SET owner = $3, epoch = epoch + 1, lease_until = ${this.fresh}
       WHERE (merchant_id, id) IN (
         SELECT merchant_id, id FROM attempts
         WHERE next_check_at <= $1 AND lease_until <= clock_timestamp()
           AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY next_check_at, id
         FOR UPDATE ${unlessHinted(scope)} LIMIT $4)
       RETURNING id`,
      [now, scopeParameter(scope), owner, limit],
    );
    if (keys.length === 0) return [];
    return selectRows(tx, Attempt, `WHERE t.id = ANY ($1::bigint[]) ORDER BY t.next_check_at, t.id`, [
      keys.map((key) => key.id),
    ]);
  }

  /** Lets others take the attempt at once, when its worker is done with it. */
  async release(tx: Tx, attempt: Attempt): Promise<void> {
    await tx
      .createQueryBuilder()
      .update(Attempt)
      .set({ leaseUntil: () => 'clock_timestamp()' })
      .where('merchantId = :merchantId AND id = :id AND owner = :owner AND epoch = :epoch', attempt)
      .execute();
  }
}
