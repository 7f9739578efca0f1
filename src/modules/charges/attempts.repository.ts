import { Injectable } from '@nestjs/common';
import { In, IsNull, MoreThan, Not } from 'typeorm';
import { OPEN_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import type { CardTry } from '../../domain/charge/card-limits.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { Waits } from '../../platform/config/waits.js';
import { assertAffected } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids/type-id.js';
import { Attempt } from './attempt.entity.js';

export type NewAttempt = Pick<
  Attempt,
  | 'merchantId'
  | 'chargeId'
  | 'invoiceId'
  | 'subscriptionId'
  | 'customerId'
  | 'n'
  | 'kind'
  | 'status'
  | 'orderNo'
  | 'currency'
  | 'amountMinor'
  | 'cardId'
  | 'pgCode'
  | 'agreementId'
  | 'owner'
  | 'preparedAt'
  | 'nextCheckAt'
>;

/** Longer than the session call and the charge call together, so that a live worker is never overtaken. */
const LEASE_MS = 180_000;

@Injectable()
export class AttemptsRepository {
  /** An SQL expression: leases run on the database's clock, for those of two machines differ. */
  private readonly newLease: string;

  constructor(waits: Waits) {
    this.newLease = `clock_timestamp() + interval '${waits.ms(LEASE_MS)} milliseconds'`;
  }

  /** Writes the attempt under a fresh lease. The partial unique index refuses a second open one. */
  async insert(tx: Tx, row: NewAttempt): Promise<Attempt> {
    const publicId = newId('attempt');
    await tx.insert(Attempt, { ...row, publicId, epoch: 1, leaseUntil: () => this.newLease });
    return tx.findOneByOrFail(Attempt, { merchantId: row.merchantId, publicId });
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Attempt | null> {
    return tx.findOneBy(Attempt, { merchantId, id });
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Attempt | null> {
    return tx.findOneBy(Attempt, { merchantId, publicId });
  }

  findByOrderNo(tx: Tx, merchantId: bigint, orderNo: string): Promise<Attempt | null> {
    return tx.findOneBy(Attempt, { merchantId, orderNo });
  }

  findBySession(tx: Tx, merchantId: bigint, sessionId: string): Promise<Attempt | null> {
    return tx.findOneBy(Attempt, { merchantId, sessionId });
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Attempt> {
    return tx.findOneOrFail(Attempt, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  ofInvoice(tx: Tx, merchantId: bigint, invoiceId: bigint): Promise<Attempt[]> {
    return tx.find(Attempt, { where: { merchantId, invoiceId }, order: { n: 'ASC' } });
  }

  ofCharges(tx: Tx, merchantId: bigint, chargeIds: bigint[]): Promise<Attempt[]> {
    if (chargeIds.length === 0) return Promise.resolve([]);
    return tx.find(Attempt, { where: { merchantId, chargeId: In(chargeIds) }, order: { n: 'ASC' } });
  }

  findOpen(tx: Tx, merchantId: bigint, invoiceId: bigint): Promise<Attempt | null> {
    return tx.findOneBy(Attempt, { merchantId, invoiceId, status: In([...OPEN_ATTEMPT_STATES]) });
  }

  lockOpenOfSubscription(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Attempt[]> {
    return tx.find(Attempt, {
      where: { merchantId, subscriptionId, status: In([...OPEN_ATTEMPT_STATES]) },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** When a charge that may have reached the card was last sent for the subscription, or is about to be. */
  async lastSentAt(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Date | null> {
    const [row] = await tx.query<{ at: Date | null }[]>(
      `SELECT max(CASE WHEN status = 'prepared' AND kind = 'mit' THEN prepared_at ELSE sent_at END) AS at FROM attempts
       WHERE merchant_id = $1 AND subscription_id = $2
         AND (status NOT IN ('abandoned', 'rejected') OR fenced_at IS NOT NULL)`,
      [merchantId, subscriptionId],
    );
    return row?.at ?? null;
  }

  /**
   * What was tried on a card since, as the networks count it: what reached them, by whomever. One that had
   * to be fenced moved no money, but may well have been tried.
   */
  async triesOfCard(tx: Tx, merchantId: bigint, cardId: bigint, since: Date): Promise<CardTry[]> {
    const sent = { merchantId, cardId, sentAt: MoreThan(since) };
    const rows = await tx.find(Attempt, {
      select: { sentAt: true, status: true, declineAdvice: true },
      where: [
        { ...sent, status: Not(In(['abandoned', 'rejected'])) },
        { ...sent, fencedAt: Not(IsNull()) },
      ],
      order: { sentAt: 'DESC' },
      take: 100,
    });
    return rows.map(({ sentAt, status, declineAdvice }) => ({
      at: sentAt!,
      declined: status === 'declined',
      adviceCode: declineAdvice,
    }));
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, patch: Partial<Attempt>): Promise<void> {
    assertAffected(await tx.update(Attempt, { merchantId, id }, patch), `attempt ${id}`);
  }

  /**
   * Commits to sending, and takes the lease anew: it must outlast the call, or the sweep would judge a
   * session whose charge is still on its way. False when the attempt is no longer this worker's: another
   * took it over, or the lease ran out while this process was paused. Then nothing may be sent.
   */
  async markSent(
    tx: Tx,
    attempt: Attempt,
    status: Attempt['status'],
    sessionId: string,
    sentAt: Date,
  ): Promise<boolean> {
    const result = await tx
      .createQueryBuilder()
      .update(Attempt)
      .set({ status, sessionId, sentAt, leaseUntil: () => this.newLease })
      .where('merchantId = :merchantId AND id = :id AND status = :current', {
        merchantId: attempt.merchantId,
        id: attempt.id,
        current: attempt.status,
      })
      .andWhere('owner = :owner AND epoch = :epoch AND leaseUntil > clock_timestamp()', {
        owner: attempt.owner,
        epoch: attempt.epoch,
      })
      .execute();
    return result.affected === 1;
  }

  /** Takes over attempts that are due to be asked about and that no live worker holds. */
  async claimChecksDue(
    tx: Tx,
    scope: TimeScope,
    now: Date,
    owner: string,
    limit: number,
  ): Promise<Attempt[]> {
    const keys = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE attempts SET owner = $3, epoch = epoch + 1, lease_until = ${this.newLease}
       WHERE (merchant_id, id) IN (
         SELECT merchant_id, id FROM attempts
         WHERE next_check_at <= $1 AND lease_until <= clock_timestamp()
           AND ${scopeCondition(scope, 'merchant_id', '$2')}
         ORDER BY next_check_at, id
         FOR UPDATE SKIP LOCKED LIMIT $4)
       RETURNING id`,
      [now, scopeParameter(scope), owner, limit],
    );
    const ids = keys[0].map((key) => key.id);
    return ids.length === 0
      ? []
      : tx.find(Attempt, { where: { id: In(ids) }, order: { nextCheckAt: 'ASC', id: 'ASC' } });
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

  /**
   * When to ask again, unless somebody hinted since the row was read: that hint is newer than what was
   * seen, and must not be put off by it.
   */
  async scheduleCheck(tx: Tx, attempt: Attempt, nextCheckAt: Date | null): Promise<void> {
    const { merchantId, id, checks } = attempt;
    const unchanged = attempt.nextCheckAt ?? IsNull();
    await tx.update(Attempt, { merchantId, id, nextCheckAt: unchanged }, { nextCheckAt, checks: checks + 1 });
  }

  /** Asks about the attempt as soon as the sweep comes by: somebody hinted that there is news. */
  async hint(tx: Tx, merchantId: bigint, id: bigint, at: Date): Promise<void> {
    await tx.update(Attempt, { merchantId, id }, { nextCheckAt: at });
  }

  async nextDueAfter(tx: Tx, merchantId: bigint, after: Date): Promise<Date | null> {
    const [row] = await tx.query<{ at: Date | null }[]>(
      `SELECT min(next_check_at) AS at FROM attempts WHERE merchant_id = $1 AND next_check_at > $2`,
      [merchantId, after],
    );
    return row?.at ?? null;
  }
}
