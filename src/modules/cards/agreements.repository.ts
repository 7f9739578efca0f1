import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { AgreementTerms } from '../../domain/agreement/agreement-terms.js';
import { assertAffected } from '../../platform/database/rows.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type RowKey, updateRow, type Writer } from '../../platform/database/writes.js';
import { Agreement } from './agreement.entity.js';

/** The terms' `id` becomes the public id: one name for the agreement here and at Ottu. */
export interface NewAgreement extends AgreementTerms {
  subscriptionId: bigint;
  customerId: bigint;
  createdAt: Date;
}

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
      updatedAt: agreement.createdAt,
    });
    await tx.insert(Agreement, row);
    return row;
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<Agreement | null> {
    return tx.findOneBy(Agreement, { merchantId, id });
  }

  findBySubscription(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Agreement | null> {
    return tx.findOneBy(Agreement, { merchantId, subscriptionId });
  }

  findBySubscriptions(tx: Tx, merchantId: bigint, subscriptionIds: bigint[]): Promise<Agreement[]> {
    return tx.findBy(Agreement, { merchantId, subscriptionId: In(subscriptionIds) });
  }

  /** Of the subscriptions of one batch, across merchants, by the subscription's id. */
  async findBySubscriptionKeys(tx: Tx, subscriptions: readonly RowKey[]): Promise<Map<bigint, Agreement>> {
    const rows = await selectRows(
      tx,
      Agreement,
      `JOIN unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)
         ON t.merchant_id = k.merchant_id AND t.subscription_id = k.id`,
      [subscriptions.map((key) => key.merchantId), subscriptions.map((key) => key.id)],
    );
    return new Map(rows.map((row) => [row.subscriptionId, row]));
  }

  /** Every subscription has one from its first moment. */
  lockBySubscription(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Agreement> {
    return tx.findOneOrFail(Agreement, {
      where: { merchantId, subscriptionId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The customer consented with this card. */
  async activate(tx: Tx, merchantId: bigint, id: bigint, cardId: bigint, at: Date): Promise<void> {
    const result = await tx.update(
      Agreement,
      { merchantId, id },
      { status: 'active', cardId, updatedAt: at },
    );
    assertAffected(result, 'Activating an agreement');
  }

  /** One more payment under it; the caller has asked before whether the agreement allows it. */
  async countCycle(writer: Writer, merchantId: bigint, id: bigint): Promise<void> {
    const patch = { cyclesUsed: () => 'agreements.cycles_used + 1' };
    await updateRow(writer, Agreement, { merchantId, id }, patch, 'Counting a cycle of an agreement');
  }
}
