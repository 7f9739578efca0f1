import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { AWAITED_ATTEMPT_STATES, OPEN_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import {
  type OrderKey,
  selectByKeys,
  selectByOrders,
  selectRows,
} from '../../platform/database/select-rows.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { insertRows, type RowKey, updateRow, type Writer } from '../../platform/database/writes.js';
import { newId } from '../../platform/ids/type-id.js';
import { Attempt } from './attempt.entity.js';
import { AttemptLeases } from './attempt-leases.repository.js';

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

export interface SessionKey {
  merchantId: bigint;
  sessionId: string;
}

/** What an attempt does not have yet when it is written ahead. */
const NOTHING_YET = {
  surplus: false,
  sessionId: null,
  toldSessionId: null,
  checkoutUrl: null,
  expiresAt: null,
  sentAt: null,
  adoptedAt: null,
  fencedAt: null,
  resolvedAt: null,
  unpaidAt: null,
  checks: 0,
  checkFailures: 0,
  inquiries: 0,
  lastInquiryAt: null,
  declineClass: null,
  declineCode: null,
  declineMessage: null,
  declineNotUnderstood: false,
  declineAdvice: null,
  trouble: null,
  contradiction: null,
  referenceNumber: null,
  payerCurrency: null,
  settledBy: null,
} as const satisfies Partial<Attempt>;

export const ATTEMPTS_TO_CHECK: DueRows = { table: 'attempts', column: 'next_check_at' };

@Injectable()
export class AttemptsRepository {
  constructor(private readonly leases: AttemptLeases) {}

  /** Writes the attempt under a fresh lease. The partial unique index refuses a second open one. */
  async insert(writer: Writer, row: NewAttempt): Promise<Attempt> {
    const attempt = Object.assign(new Attempt(), NOTHING_YET, row, { publicId: newId('attempt'), epoch: 1 });
    const values = { ...attempt, leaseUntil: () => this.leases.fresh };
    await insertRows(writer, Attempt, [values]);
    return Object.assign(attempt, { id: values.id });
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

  /** Those that messages of Ottu name, across merchants. */
  findByOrders(tx: Tx, orders: readonly OrderKey[]): Promise<Attempt[]> {
    return selectByOrders(tx, Attempt, orders);
  }

  /** As findByOrders, for messages that name a session only. */
  findBySessions(tx: Tx, sessions: readonly SessionKey[]): Promise<Attempt[]> {
    if (sessions.length === 0) return Promise.resolve([]);
    return selectRows(
      tx,
      Attempt,
      `JOIN (SELECT DISTINCT * FROM unnest($1::bigint[], $2::text[]) AS k (merchant_id, session_id)) k
         ON t.merchant_id = k.merchant_id AND t.session_id = k.session_id`,
      [sessions.map(({ merchantId }) => merchantId), sessions.map(({ sessionId }) => sessionId)],
    );
  }

  /** Of one batch, across merchants, by id. */
  lockByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Attempt>> {
    return selectByKeys(tx, Attempt, keys, 'locked');
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

  /** Whether a cancel would wait for an answer. Not locked. */
  isAwaited(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<boolean> {
    return tx.existsBy(Attempt, { merchantId, subscriptionId, status: In(AWAITED_ATTEMPT_STATES) });
  }

  lockOpenOfSubscription(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Attempt[]> {
    return tx.find(Attempt, {
      where: { merchantId, subscriptionId, status: In([...OPEN_ATTEMPT_STATES]) },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The classes of the newest answers that a gateway gave to charges of saved cards; null: it approved. */
  async answersOfGateway(tx: Tx, merchantId: bigint, pgCode: string, limit: number) {
    const rows = await tx.query<{ declineClass: Attempt['declineClass'] }[]>(
      `SELECT CASE status WHEN 'declined' THEN decline_class END AS "declineClass" FROM attempts
       WHERE merchant_id = $1 AND pg_code = $2 AND kind = 'mit' AND status IN ('succeeded', 'declined')
       ORDER BY resolved_at DESC, id DESC LIMIT $3`,
      [merchantId, pgCode, limit],
    );
    return rows.map((row) => row.declineClass);
  }

  async update(writer: Writer, merchantId: bigint, id: bigint, patch: Partial<Attempt>): Promise<void> {
    await updateRow(writer, Attempt, { merchantId, id }, patch, `attempt ${id}`);
  }

  /**
   * When to ask again, unless somebody hinted since the row was read, or had its page close earlier: that is
   * newer than what was seen, and must not be put off by it.
   */
  async scheduleCheck(tx: Tx, attempt: Attempt, nextCheckAt: Date | null): Promise<void> {
    const { merchantId, id, checks } = attempt;
    const unchanged = {
      nextCheckAt: attempt.nextCheckAt ?? IsNull(),
      expiresAt: attempt.expiresAt ?? IsNull(),
    };
    await tx.update(Attempt, { merchantId, id, ...unchanged }, { nextCheckAt, checks: checks + 1 });
  }

  /** Of one that may be under way still: its owner's word, as long as nobody has taken it over or settled it. */
  async noteTrouble(tx: Tx, attempt: Attempt, trouble: NonNullable<Attempt['trouble']>): Promise<void> {
    const { merchantId, id, owner, epoch } = attempt;
    await tx.update(Attempt, { merchantId, id, owner, epoch, status: In(['prepared', 'sent']) }, { trouble });
  }

  /** What it takes a second look to believe. */
  async noteContradiction(
    tx: Tx,
    attempt: Attempt,
    reason: string,
    patch: { nextCheckAt?: Date } = {},
  ): Promise<void> {
    const contradiction = reason.slice(0, 500);
    await this.update(tx, attempt.merchantId, attempt.id, { ...patch, contradiction });
    Object.assign(attempt, { ...patch, contradiction });
  }

  /** Asks about the attempt as soon as the sweep comes by: somebody hinted that there is news. */
  async hint(tx: Tx, merchantId: bigint, id: bigint, at: Date): Promise<void> {
    await this.hintAll(tx, [{ merchantId, id, at }]);
  }

  /** As hint, across merchants. Locked in the order of their ids, as a batch that settles them does. */
  async hintAll(tx: Tx, hints: readonly (RowKey & { at: Date })[]): Promise<void> {
    if (hints.length === 0) return;
    const last = [...new Map(hints.map((hint) => [hint.id, hint])).values()];
    await tx.query(
      `UPDATE attempts t SET next_check_at = k.at FROM (
         SELECT a.merchant_id, a.id, k.at FROM attempts a
         JOIN unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS k (merchant_id, id, at)
           ON a.merchant_id = k.merchant_id AND a.id = k.id
         ORDER BY a.id FOR UPDATE OF a) k
       WHERE t.merchant_id = k.merchant_id AND t.id = k.id`,
      [last.map(({ merchantId }) => merchantId), last.map(({ id }) => id), last.map(({ at }) => at)],
    );
  }
}
