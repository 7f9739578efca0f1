import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ATTEMPT_STATES_IN_DOUBT, OPEN_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { Charge } from './charge.entity.js';

export type NewCharge = Pick<
  Charge,
  | 'merchantId'
  | 'invoiceId'
  | 'subscriptionId'
  | 'customerId'
  | 'status'
  | 'currency'
  | 'amountMinor'
  | 'nextAction'
  | 'nextActionAt'
  | 'nextActionReason'
  | 'createdAt'
>;

export interface ChargeFilter {
  subscriptionId?: bigint;
  invoiceId?: bigint;
  status?: Charge['status'];
}

/** Written out, because a partial index serves only a condition that names its states. */
const IN_DOUBT = ATTEMPT_STATES_IN_DOUBT.map((state) => `'${state}'`).join(', ');
const OPEN = OPEN_ATTEMPT_STATES.map((state) => `'${state}'`).join(', ');

/** Nobody is paying it, and nobody may be: no attempt of the invoice is open, not even a customer's page. */
const noneOpen = (charge: string): string => `NOT EXISTS (
  SELECT 1 FROM attempts t WHERE t.merchant_id = ${charge}.merchant_id AND t.invoice_id = ${charge}.invoice_id
    AND t.status IN (${OPEN}))`;

@Injectable()
export class ChargesRepository {
  async insert(tx: Tx, row: NewCharge): Promise<Charge> {
    const charge = Object.assign(new Charge(), row, {
      publicId: newId('charge'),
      attemptsMade: 0,
      retriesUsed: 0,
      rejections: 0,
      processingFailures: 0,
      firstDeclinedAt: null,
      ladder: null,
      succeededAt: null,
      updatedAt: row.createdAt,
    });
    await tx.insert(Charge, charge);
    return charge;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Charge | null> {
    return tx.findOneBy(Charge, { merchantId, publicId });
  }

  findByInvoice(tx: Tx, merchantId: bigint, invoiceId: bigint): Promise<Charge | null> {
    return tx.findOneBy(Charge, { merchantId, invoiceId });
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Charge> {
    return tx.findOneOrFail(Charge, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** The charges of a subscription that are not over yet, locked, the oldest first. */
  lockUnfinished(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Charge[]> {
    return tx.find(Charge, {
      where: {
        merchantId,
        subscriptionId,
        status: In(['scheduled', 'processing', 'awaiting_customer', 'blocked']),
      },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  page(tx: Tx, merchantId: bigint, filter: ChargeFilter, page: PageRequest): Promise<Page<Charge>> {
    return pageOf(tx, Charge, { merchantId, ...filter }, page);
  }

  async update(tx: Tx, merchantId: bigint, id: bigint, patch: Partial<Charge>): Promise<void> {
    assertAffected(await tx.update(Charge, { merchantId, id }, patch), `charge ${id}`);
  }

  /**
   * Locks charges whose next attempt is due, passing over those that another worker holds. Of one
   * subscription only the oldest: after a downtime several of its periods are due at once, and two that
   * were claimed together would charge the card twice before either knew of the other. None whose customer
   * has a page open: that page is closed first (ClosePagesInTheWay). The second look is not a repetition:
   * a click that came between the first one's snapshot and its locks is seen only by it.
   */
  async claimAttemptsDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Charge[]> {
    const keys = await tx.query<{ id: bigint }[]>(
      `SELECT c.id FROM charges c
       WHERE c.next_action_at <= $1 AND c.next_action = 'attempt'
         AND ${scopeCondition(scope, 'c.merchant_id', '$2')}
         AND c.merchant_id NOT IN (SELECT id FROM merchants WHERE charging_stopped_at IS NOT NULL)
         AND NOT EXISTS (
           SELECT 1 FROM charges o
           WHERE o.merchant_id = c.merchant_id AND o.subscription_id = c.subscription_id AND o.id < c.id
             AND (o.status = 'processing' OR (o.next_action = 'attempt' AND o.next_action_at <= $1)))
         AND ${noneOpen('c')}
       ORDER BY c.next_action_at, c.id
       FOR UPDATE OF c SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
    if (keys.length === 0) return [];
    return tx
      .createQueryBuilder(Charge, 'c')
      .where({ id: In(keys.map((key) => key.id)) })
      .andWhere(noneOpen('c'))
      .orderBy({ 'c.nextActionAt': 'ASC', 'c.id': 'ASC' })
      .getMany();
  }

  /**
   * Charges whose dunning is at its end; not while another payment of their subscription is in doubt. Not
   * locked: the final step locks the subscription first.
   */
  async finalsDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Charge[]> {
    const keys = await tx.query<{ id: bigint }[]>(
      `SELECT c.id FROM charges c
       WHERE c.next_action_at <= $1 AND c.next_action = 'final'
         AND ${scopeCondition(scope, 'c.merchant_id', '$2')}
         AND NOT EXISTS (
           SELECT 1 FROM attempts
           WHERE merchant_id = c.merchant_id AND subscription_id = c.subscription_id
             AND status IN (${IN_DOUBT}))
         AND ${noneOpen('c')}
       ORDER BY c.next_action_at, c.id LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
    return keys.length === 0 ? [] : tx.findBy(Charge, { id: In(keys.map((key) => key.id)) });
  }

  /** How many other charges of the subscription are still being dunned. */
  countOthersPastDue(tx: Tx, charge: Charge): Promise<number> {
    return tx
      .createQueryBuilder(Charge, 'c')
      .where('c.merchantId = :merchantId AND c.subscriptionId = :subscriptionId AND c.id <> :id', charge)
      .andWhere('c.firstDeclinedAt IS NOT NULL')
      .andWhere(`c.status IN ('scheduled', 'processing', 'blocked')`)
      .getCount();
  }

  async nextDueAfter(tx: Tx, merchantId: bigint, after: Date): Promise<Date | null> {
    const [row] = await tx.query<{ at: Date | null }[]>(
      `SELECT min(next_action_at) AS at FROM charges WHERE merchant_id = $1 AND next_action_at > $2`,
      [merchantId, after],
    );
    return row?.at ?? null;
  }
}
