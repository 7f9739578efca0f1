import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { ATTEMPT_STATES_IN_DOUBT, OPEN_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { listOf, none } from '../../platform/database/conditions.js';
import { selectByKeys, selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { insertRows, type RowKey, updateRow, type Writer } from '../../platform/database/writes.js';
import { newId } from '../../platform/ids/type-id.js';
import { gatesAreOpen, isProbeFor } from '../safeguards/index.js';
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

/** Written out, because a partial index serves only a condition that names its states. */
const IN_DOUBT = listOf(ATTEMPT_STATES_IN_DOUBT);

const OPEN = listOf(OPEN_ATTEMPT_STATES);

/** Nobody is paying it, and nobody may be: no attempt of the invoice is open, not even a customer's page. */
const noneOpen = (charge: string): string =>
  none(
    `SELECT 1 FROM attempts a WHERE a.merchant_id = ${charge}.merchant_id AND a.invoice_id = ${charge}.invoice_id
       AND a.status IN (${OPEN})`,
  );

const NOT_STOPPED = `t.merchant_id NOT IN (SELECT id FROM merchants WHERE charging_stopped_at IS NOT NULL)`;

/** Whether charge t is the oldest of its subscription that is under way or due, at parameter `now`. */
function isOldest(now: string): string {
  return none(
    `SELECT 1 FROM charges o
     WHERE o.merchant_id = t.merchant_id AND o.subscription_id = t.subscription_id AND o.id < t.id
       AND (o.status = 'processing' OR (o.next_action = 'attempt' AND o.next_action_at <= ${now}))`,
  );
}

export const CHARGES_DUE: DueRows = { table: 'charges', column: 'next_action_at' };
export const CHARGES_TO_END: DueRows = { ...CHARGES_DUE, where: `next_action = 'final'` };
export const MAILS_DUE: DueRows = { table: 'charges', column: 'next_mail_at' };
export const CASES_TO_REMIND_OF: DueRows = { table: 'charges', column: 'remind_at' };

@Injectable()
export class ChargesRepository {
  async insert(writer: Writer, row: NewCharge): Promise<Charge> {
    const charge = Object.assign(new Charge(), row, {
      publicId: newId('charge'),
      attemptsMade: 0,
      retriesUsed: 0,
      rejections: 0,
      processingFailures: 0,
      firstDeclinedAt: null,
      ladder: null,
      nextMailAt: null,
      caseSince: null,
      remindAt: null,
      succeededAt: null,
      updatedAt: row.createdAt,
    });
    await insertRows(writer, Charge, [charge]);
    return charge;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Charge | null> {
    return tx.findOneBy(Charge, { merchantId, publicId });
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Charge | null> {
    return tx.findOneBy(Charge, { merchantId, id });
  }

  findByInvoice(tx: Tx, merchantId: bigint, invoiceId: bigint): Promise<Charge | null> {
    return tx.findOneBy(Charge, { merchantId, invoiceId });
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Charge> {
    return tx.findOneOrFail(Charge, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Of one batch, across merchants, by id. */
  lockByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Charge>> {
    return selectByKeys(tx, Charge, keys, 'locked');
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

  async update(writer: Writer, merchantId: bigint, id: bigint, patch: Partial<Charge>): Promise<void> {
    await updateRow(writer, Charge, { merchantId, id }, patch, `charge ${id}`);
  }

  /**
   * Locks charges whose next attempt is due, passing over those that another worker holds. Of one
   * subscription only the oldest: after a downtime several of its periods are due at once, and two that
   * were claimed together would charge the card twice before either knew of the other. None whose customer
   * has a page open: that page is closed first (ClosePagesInTheWay). `notBefore` spares the index entries of
   * those that were claimed a moment ago: see DueCursor.
   */
  async claimAttemptsDue(
    tx: Tx,
    scope: TimeScope,
    now: Date,
    limit: number,
    notBefore: Date | '-infinity',
  ): Promise<Charge[]> {
    const claimed = await selectRows(
      tx,
      Charge,
      `WHERE t.next_action_at <= $1 AND t.next_action_at >= $4 AND t.next_action = 'attempt'
         AND ${scopeCondition(scope, 't.merchant_id', '$2')}
         AND ${NOT_STOPPED} AND ${isOldest('$1')} AND ${gatesAreOpen('t', '$1')} AND ${noneOpen('t')}
       ORDER BY t.next_action_at, t.id
       FOR UPDATE OF t SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit, notBefore],
    );
    return this.withoutPages(tx, claimed);
  }

  /** A second look, after the locks: a click between the snapshot of the claim and its locks is seen only here. */
  private async withoutPages(tx: Tx, claimed: Charge[]): Promise<Charge[]> {
    if (claimed.length === 0) return [];
    const free = await tx.query<{ id: bigint }[]>(
      `SELECT c.id FROM charges c WHERE c.id = ANY ($1::bigint[]) AND ${noneOpen('c')}`,
      [claimed.map(({ id }) => id)],
    );
    const ids = new Set(free.map(({ id }) => id));
    return claimed.filter(({ id }) => ids.has(id));
  }

  /** As claimAttemptsDue, the one charge that may try a gateway that was silent; none if none is due. */
  async claimProbeDue(tx: Tx, merchantId: bigint, pgCode: string, now: Date): Promise<Charge[]> {
    const claimed = await selectRows(
      tx,
      Charge,
      `WHERE t.merchant_id = $2 AND t.next_action_at <= $1 AND t.next_action = 'attempt'
         AND ${NOT_STOPPED} AND ${isOldest('$1')} AND ${isProbeFor('t', '$1', '$3')} AND ${noneOpen('t')}
       ORDER BY t.next_action_at, t.id
       FOR UPDATE OF t SKIP LOCKED LIMIT 1`,
      [now, merchantId, pgCode],
    );
    return this.withoutPages(tx, claimed);
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

  /** Charges whose customer is to be told of the last step; frozen, as that step is, while money is in doubt. */
  async mailsDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Charge[]> {
    const keys = await tx.query<{ id: bigint }[]>(
      `SELECT c.id FROM charges c
       WHERE c.next_mail_at <= $1 AND c.status = 'scheduled'
         AND ${scopeCondition(scope, 'c.merchant_id', '$2')}
         AND NOT EXISTS (
           SELECT 1 FROM attempts
           WHERE merchant_id = c.merchant_id AND subscription_id = c.subscription_id
             AND status IN (${IN_DOUBT}))
       ORDER BY c.next_mail_at, c.id LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
    return keys.length === 0 ? [] : tx.findBy(Charge, { id: In(keys.map((key) => key.id)) });
  }

  /** Locks those that waited for a person long enough to be told of again. */
  claimCasesToRemindOf(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Charge[]> {
    return selectRows(
      tx,
      Charge,
      `WHERE t.remind_at <= $1 AND ${scopeCondition(scope, 't.merchant_id', '$2')}
       ORDER BY t.remind_at, t.id FOR UPDATE SKIP LOCKED LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
  }

  /**
   * Of a subscription, locked, the oldest first: what is taken from its card, waiting, under way or with a person, or was
   * given up by dunning and never paid.
   */
  lockUnpaid(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Charge[]> {
    return tx.find(Charge, {
      where: [
        { merchantId, subscriptionId, status: In(['scheduled', 'processing', 'blocked']) },
        { merchantId, subscriptionId, status: 'failed', firstDeclinedAt: Not(IsNull()) },
      ],
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Other charges of the subscription that were declined and are still to be paid, the first one declined first. */
  othersPastDue(tx: Tx, charge: Charge, { givenUp }: { givenUp: boolean }): Promise<Charge[]> {
    return tx
      .createQueryBuilder(Charge, 'c')
      .where('c.merchantId = :merchantId AND c.subscriptionId = :subscriptionId AND c.id <> :id', charge)
      .andWhere('c.firstDeclinedAt IS NOT NULL')
      .andWhere('c.status IN (:...statuses)', {
        statuses: ['scheduled', 'processing', 'blocked', ...(givenUp ? ['failed'] : [])],
      })
      .orderBy({ 'c.firstDeclinedAt': 'ASC', 'c.id': 'ASC' })
      .getMany();
  }
}
