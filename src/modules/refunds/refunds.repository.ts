import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { DueRows } from '../../platform/clock/due-rows.js';
import {
  scopeCondition,
  scopeParameter,
  type TimeScope,
  unlessHinted,
} from '../../platform/clock/time-scope.js';
import { Waits } from '../../platform/config/waits.js';
import { within } from '../../platform/database/conditions.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import type { PaymentFilter } from './payment-filters.js';
import { Refund } from './refund.entity.js';

export type NewRefund = Pick<
  Refund,
  | 'merchantId'
  | 'attemptId'
  | 'chargeId'
  | 'invoiceId'
  | 'subscriptionId'
  | 'customerId'
  | 'origin'
  | 'status'
  | 'currency'
  | 'amountMinor'
  | 'owner'
  | 'requestedAt'
  | 'nextActionAt'
> &
  Partial<
    Pick<
      Refund,
      'kind' | 'reason' | 'apiKeyId' | 'idempotencyKey' | 'childId' | 'queuedAt' | 'resolvedAt' | 'settledBy'
    >
  >;

export interface RefundFilter extends PaymentFilter {
  kind: Refund['kind'];
  status?: Refund['status'];
}

/** The public ids of what a refund is about. */
export interface RefundNames {
  charge: string;
  attempt: string;
  invoice: string;
  customer: string;
}

/** Longer than the looks before it and the call together, so that a live worker is never overtaken. */
const LEASE_MS = 240_000;

export const REFUNDS_DUE: DueRows = { table: 'refunds', column: 'next_action_at' };

@Injectable()
export class RefundsRepository {
  /** An SQL expression: leases run on the database's clock, for those of two machines differ. */
  private readonly newLease: string;

  constructor(waits: Waits) {
    this.newLease = `clock_timestamp() + interval '${waits.ms(LEASE_MS)} milliseconds'`;
  }

  /** Held by nobody: the clock takes it when it is due. */
  async insert(tx: Tx, row: NewRefund): Promise<Refund> {
    const publicId = newId(row.kind ?? 'refund');
    await tx.insert(Refund, { ...row, publicId, leaseUntil: () => 'clock_timestamp()' });
    return tx.findOneByOrFail(Refund, { merchantId: row.merchantId, publicId });
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Refund | null> {
    return tx.findOneBy(Refund, { merchantId, id });
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Refund | null> {
    return tx.findOneBy(Refund, { merchantId, publicId });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<Refund | null> {
    return tx.findOneBy(Refund, { merchantId, idempotencyKey });
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Refund> {
    return tx.findOneOrFail(Refund, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  ofAttempt(tx: Tx, merchantId: bigint, attemptId: bigint): Promise<Refund[]> {
    return tx.find(Refund, { where: { merchantId, attemptId, kind: 'refund' }, order: { id: 'ASC' } });
  }

  /** What was decided on a payment that a bank holds, or held. */
  decisionsOf(tx: Tx, merchantId: bigint, attemptId: bigint): Promise<Refund[]> {
    const where = { merchantId, attemptId, kind: In(['capture', 'void']) };
    return tx.find(Refund, { where, order: { id: 'ASC' } });
  }

  /** Somebody hinted at what became of it: those that were sent are looked at as soon as nobody holds them. */
  async hintDecisions(tx: Tx, merchantId: bigint, attemptId: bigint, at: Date): Promise<void> {
    const where = { merchantId, attemptId, kind: In(['capture', 'void']), status: In(['sent', 'unknown']) };
    await tx.update(Refund, where, { nextActionAt: at });
  }

  page(
    tx: Tx,
    merchantId: bigint,
    { created, ...equal }: RefundFilter,
    page: PageRequest,
  ): Promise<Page<Refund>> {
    const requestedAt = within(created);
    return pageOf(tx, Refund, { merchantId, ...equal, ...(requestedAt && { requestedAt }) }, page);
  }

  async namesOf(tx: Tx, merchantId: bigint, refunds: Refund[]): Promise<Map<bigint, RefundNames>> {
    if (refunds.length === 0) return new Map();
    const rows = await tx.query<(RefundNames & { id: bigint })[]>(
      `SELECT r.id, c.public_id AS charge, a.public_id AS attempt, i.public_id AS invoice, u.public_id AS customer
       FROM refunds r
       JOIN charges c ON c.merchant_id = r.merchant_id AND c.id = r.charge_id
       JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
       JOIN invoices i ON i.merchant_id = r.merchant_id AND i.id = r.invoice_id
       JOIN customers u ON u.merchant_id = r.merchant_id AND u.id = r.customer_id
       WHERE r.merchant_id = $1 AND r.id = ANY ($2::bigint[])`,
      [merchantId, refunds.map(({ id }) => id)],
    );
    return new Map(rows.map(({ id, ...names }) => [id, names]));
  }

  /** What was given back of a payment, or is to be: all that was not rejected, what notes put into the balance, and what
   * the customer's bank took back. */
  async committedMinor(tx: Tx, merchantId: bigint, attemptId: bigint): Promise<bigint> {
    const [row] = await tx.query<{ minor: bigint }[]>(
      `SELECT (coalesce((SELECT sum(amount_minor) FROM refunds
           WHERE merchant_id = $1 AND attempt_id = $2 AND kind = 'refund' AND status <> 'rejected'), 0)
         + coalesce((SELECT sum(of_payment_minor) FROM credit_notes
           WHERE merchant_id = $1 AND attempt_id = $2), 0)
         + coalesce((SELECT sum(amount_minor) FROM chargebacks
           WHERE merchant_id = $1 AND attempt_id = $2 AND status <> 'won'), 0))::bigint AS minor`,
      [merchantId, attemptId],
    );
    return row!.minor;
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, patch: Partial<Refund>): Promise<void> {
    assertAffected(await tx.update(Refund, { merchantId, id }, patch), `refund ${id}`);
  }

  /**
   * Takes over refunds that are due and that no live worker holds. One that was not sent yet waits while
   * another of its payment is in doubt, and while its merchant is stopped: then the books may be wrong, and
   * nobody should pay out by them.
   */
  async claimDue(tx: Tx, scope: TimeScope, now: Date, owner: string, limit: number): Promise<Refund[]> {
    const [keys] = await tx.query<[{ id: bigint }[], number]>(
      `UPDATE refunds SET owner = $3, epoch = epoch + 1, lease_until = ${this.newLease}
       WHERE (merchant_id, id) IN (
         SELECT r.merchant_id, r.id FROM refunds r
         WHERE r.next_action_at <= $1 AND r.lease_until <= clock_timestamp()
           AND ${scopeCondition(scope, 'r.merchant_id', '$2')}
           AND (r.status <> 'requested' OR (
             r.merchant_id NOT IN (SELECT id FROM merchants WHERE charging_stopped_at IS NOT NULL)
             AND NOT EXISTS (
               SELECT 1 FROM refunds o
               WHERE o.merchant_id = r.merchant_id AND o.attempt_id = r.attempt_id AND o.id <> r.id
                 AND (o.status IN ('sent', 'unknown', 'manual') OR (o.status = 'requested' AND o.id < r.id)))))
         ORDER BY r.next_action_at, r.id
         FOR UPDATE OF r ${unlessHinted(scope)} LIMIT $4)
       RETURNING id`,
      [now, scopeParameter(scope), owner, limit],
    );
    const ids = keys.map((key) => key.id);
    return ids.length === 0
      ? []
      : tx.find(Refund, { where: { id: In(ids) }, order: { nextActionAt: 'ASC', id: 'ASC' } });
  }

  /**
   * Commits to sending, and takes the lease anew: it must outlast the call. False when the refund is no longer
   * this worker's: another took it over, or the lease ran out while this process was paused.
   */
  async markSent(tx: Tx, refund: Refund, patch: Partial<Refund>): Promise<boolean> {
    const { merchantId, id, status, owner, epoch } = refund;
    const result = await tx
      .createQueryBuilder()
      .update(Refund)
      .set({ ...patch, leaseUntil: () => this.newLease })
      .where('merchantId = :merchantId AND id = :id AND status = :status', { merchantId, id, status })
      .andWhere('owner = :owner AND epoch = :epoch AND leaseUntil > clock_timestamp()', { owner, epoch })
      .execute();
    return result.affected === 1;
  }

  /** Lets others take it at once, when its worker is done with it. */
  async release(tx: Tx, { merchantId, id, owner, epoch }: Refund): Promise<void> {
    await tx
      .createQueryBuilder()
      .update(Refund)
      .set({ leaseUntil: () => 'clock_timestamp()' })
      .where('merchantId = :merchantId AND id = :id', { merchantId, id })
      .andWhere('owner = :owner AND epoch = :epoch', { owner, epoch })
      .execute();
  }

  /** When to look again; false if it moved on meanwhile. */
  async scheduleLook(
    tx: Tx,
    refund: Refund,
    nextActionAt: Date,
    more: Partial<Pick<Refund, 'unseenSince' | 'unseenToldAt' | 'statusReason'>> = {},
  ): Promise<boolean> {
    const { merchantId, id, status, looks } = refund;
    const patch = { ...more, nextActionAt, looks: looks + 1 };
    return (await tx.update(Refund, { merchantId, id, status }, patch)).affected === 1;
  }
}
