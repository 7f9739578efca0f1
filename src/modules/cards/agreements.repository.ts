import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { AgreementTerms } from '../../domain/agreement/agreement-terms.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { scopeCondition, scopeParameter, type TimeScope } from '../../platform/clock/time-scope.js';
import { assertAffected } from '../../platform/database/rows.js';
import type { Part } from '../../platform/database/read-together.js';
import { selectOne, selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { insertRows, type RowKey, updateRow, type Writer } from '../../platform/database/writes.js';
import { Agreement } from './agreement.entity.js';

/** Active stands before pending: while a new consent is being asked for, the old one is in force. */
const IN_FORCE_FIRST = { status: 'ASC', id: 'DESC' } as const;

/** The terms' `id` becomes the public id: one name for the agreement here and at Ottu. */
export interface NewAgreement extends AgreementTerms {
  subscriptionId: bigint;
  customerId: bigint;
  createdAt: Date;
}

export const AGREEMENTS_TO_REVIEW: DueRows = { table: 'agreements', column: 'review_at' };

@Injectable()
export class AgreementsRepository {
  async insert(tx: Tx, merchantId: bigint, { id: publicId, ...agreement }: NewAgreement): Promise<Agreement> {
    const row = tx.create(Agreement, {
      ...agreement,
      merchantId,
      publicId,
      cardId: null,
      status: 'pending',
      cyclesUsed: 0,
      reviewAt: null,
      told: [],
      updatedAt: agreement.createdAt,
    });
    await tx.insert(Agreement, row);
    return row;
  }

  /** One that was agreed to elsewhere, in force with its card. The caller has checked that its name is free. */
  async insertInForce(
    writer: Writer,
    merchantId: bigint,
    { id: publicId, ...agreement }: NewAgreement,
    use: { cardId: bigint; cyclesUsed: number },
  ): Promise<void> {
    const at = agreement.createdAt;
    const row = { ...agreement, ...use, merchantId, publicId, status: 'active', reviewAt: at, told: [], updatedAt: at } as const; // prettier-ignore
    await insertRows(writer, Agreement, [row as never]);
  }

  /**
   * Of these names, those that an agreement has already in the merchant's account at Ottu, where they were chosen. Another
   * merchant of the same account counts: taken over there while it runs here, a subscription would be charged twice. No
   * index can see that two merchants have one account, so whoever asks holds its names until the transaction ends.
   */
  async lockNamesTaken(tx: Tx, merchantId: bigint, publicIds: string[]): Promise<Set<string>> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('agreements of ' || ottu_base_url, 0)) FROM merchants WHERE id = $1`,
      [merchantId],
    );
    const rows = await tx.query<{ id: string }[]>(
      `SELECT g.public_id AS id FROM agreements g
       WHERE g.public_id = ANY ($2::text[]) AND g.merchant_id IN (
         SELECT o.id FROM merchants m JOIN merchants o ON o.ottu_base_url = m.ottu_base_url WHERE m.id = $1)`,
      [merchantId, publicIds],
    );
    return new Set(rows.map((row) => row.id));
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Agreement | null> {
    return tx.findOneBy(Agreement, { merchantId, id });
  }

  /** The agreement in force, or the first one that waits for the customer. */
  findBySubscription(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Agreement | null> {
    const where = { merchantId, subscriptionId, status: ['active', 'pending'] as const };
    return selectOne(tx, Agreement, where, 'ORDER BY t.status, t.id DESC');
  }

  /** As above, to be read together with other things. */
  inForce(merchantId: bigint, subscriptionId: bigint): Part<Agreement> {
    const tail = `WHERE t.merchant_id = $1 AND t.subscription_id = $2 AND t.status IN ('active', 'pending')
      ORDER BY t.status, t.id DESC LIMIT 1`;
    return { entity: Agreement, tail, values: [merchantId, subscriptionId] };
  }

  /** As above, of the subscriptions of one batch, across merchants, by the subscription's id. */
  async findBySubscriptionKeys(tx: Tx, subscriptions: readonly RowKey[]): Promise<Map<bigint, Agreement>> {
    const rows = await selectRows(
      tx,
      Agreement,
      `JOIN unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)
         ON t.merchant_id = k.merchant_id AND t.subscription_id = k.id
       WHERE t.status IN ('active', 'pending')
       ORDER BY t.status DESC, t.id`,
      [subscriptions.map((key) => key.merchantId), subscriptions.map((key) => key.id)],
    );
    // Of two the last one stays: active after pending, the newest of each.
    return new Map(rows.map((row) => [row.subscriptionId, row]));
  }

  /** As above; every subscription has one from its first moment. */
  lockBySubscription(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Agreement> {
    return tx.findOneOrFail(Agreement, {
      where: { merchantId, subscriptionId, status: In(['active', 'pending']) },
      order: IN_FORCE_FIRST,
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** What the customer would consent to anew; it has not happened yet. */
  findPending(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Agreement | null> {
    return tx.findOneBy(Agreement, { merchantId, subscriptionId, status: 'pending' });
  }

  /** Nobody consented to the old terms, so new ones take their place, under a name of their own. */
  async replacePending(
    tx: Tx,
    { merchantId, id }: Agreement,
    { id: publicId, ...terms }: AgreementTerms,
    at: Date,
  ): Promise<void> {
    const result = await tx.update(
      Agreement,
      { merchantId, id, status: 'pending' },
      { ...terms, publicId, updatedAt: at },
    );
    assertAffected(result, 'Replacing terms that were never agreed to');
  }

  /** The customer consented with this card. */
  async activate(tx: Tx, merchantId: bigint, id: bigint, cardId: bigint, at: Date): Promise<void> {
    const result = await tx.update(
      Agreement,
      { merchantId, id },
      { status: 'active', cardId, reviewAt: at, updatedAt: at },
    );
    assertAffected(result, 'Activating an agreement');
  }

  /** Another consent took its place. */
  async end(tx: Tx, merchantId: bigint, id: bigint, at: Date): Promise<void> {
    const result = await tx.update(
      Agreement,
      { merchantId, id },
      { status: 'ended', reviewAt: null, updatedAt: at },
    );
    assertAffected(result, 'Ending an agreement');
  }

  /** What is known of the card that pays has changed, so that what the review found may have as well. */
  async reviewOfCard(tx: Tx, merchantId: bigint, cardId: bigint, at: Date): Promise<void> {
    await tx.update(Agreement, { merchantId, cardId, status: 'active' }, { reviewAt: at });
  }

  /**
   * The next invoice became another one so near its day that no review of its amount would come before it: one is due
   * at `by`, where the customer agreed to some amounts only and is asked ahead by then.
   */
  async reviewOfAmount(
    tx: Tx,
    { merchantId, id }: { merchantId: bigint; id: bigint },
    { now, by = now }: { now: Date; by?: Date },
  ): Promise<void> {
    await tx.query(
      `UPDATE agreements g SET review_at = $4
       FROM subscriptions s JOIN merchants m ON m.id = s.merchant_id
       WHERE g.merchant_id = $1 AND g.subscription_id = $2 AND g.status = 'active' AND g.review_at > $4
         AND (g.amount_variability = 'fixed' OR g.max_amount_minor IS NOT NULL)
         AND s.merchant_id = g.merchant_id AND s.id = g.subscription_id
         AND s.next_bill_at <= $3::timestamptz + m.consent_lead_days * interval '1 day'`,
      [merchantId, id, now, by],
    );
  }

  /** Not locked: a review locks the subscription first. */
  async reviewsDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<Agreement[]> {
    const keys = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM agreements WHERE review_at <= $1 AND ${scopeCondition(scope, 'merchant_id', '$2')}
       ORDER BY review_at, id LIMIT $3`,
      [now, scopeParameter(scope), limit],
    );
    return keys.length === 0 ? [] : tx.findBy(Agreement, { id: In(keys.map((key) => key.id)) });
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Agreement> {
    return tx.findOneOrFail(Agreement, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  async reviewed(
    tx: Tx,
    { merchantId, id }: Agreement,
    result: { reviewAt: Date | null; told?: string[] },
  ): Promise<void> {
    assertAffected(await tx.update(Agreement, { merchantId, id }, result), 'Reviewing an agreement');
  }

  /** One more payment under it; the caller has asked before whether the agreement allows it. */
  async countCycle(writer: Writer, merchantId: bigint, id: bigint): Promise<void> {
    const patch = { cyclesUsed: () => 'agreements.cycles_used + 1' };
    await updateRow(writer, Agreement, { merchantId, id }, patch, 'Counting a cycle of an agreement');
  }
}
