import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { assertAffected } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Agreement } from './agreement.entity.js';

export type NewAgreement = Omit<Agreement, 'id' | 'cardId' | 'status' | 'cyclesUsed' | 'updatedAt'>;

@Injectable()
export class AgreementsRepository {
  async insert(tx: Tx, agreement: NewAgreement): Promise<Agreement> {
    const row = tx.create(Agreement, {
      ...agreement,
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

  lockBySubscription(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Agreement | null> {
    return tx.findOne(Agreement, {
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
  async countCycle(tx: Tx, merchantId: bigint, id: bigint, at: Date): Promise<void> {
    const oneMore = { cyclesUsed: () => 'cycles_used + 1', updatedAt: at };
    assertAffected(
      await tx.update(Agreement, { merchantId, id }, oneMore),
      'Counting a cycle of an agreement',
    );
  }
}
