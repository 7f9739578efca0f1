import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { ChargeHold } from './charge-hold.entity.js';

export type NewHold = Pick<ChargeHold, 'merchantId' | 'subscriptionId' | 'reason' | 'facts' | 'heldAt'>;

@Injectable()
export class HoldsRepository {
  /** Null when the same is held already, by this worker or another. */
  async insert(tx: Tx, hold: NewHold): Promise<ChargeHold | null> {
    const { merchantId, subscriptionId, reason, facts, heldAt } = hold;
    const publicId = newId('hold');
    const rows = await tx.query<unknown[]>(
      `INSERT INTO charge_holds (merchant_id, public_id, subscription_id, reason, facts, held_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (merchant_id, coalesce(subscription_id, 0)) WHERE decided_at IS NULL DO NOTHING
       RETURNING id`,
      [merchantId, publicId, subscriptionId, reason, JSON.stringify(facts), heldAt],
    );
    return rows.length === 0 ? null : tx.findOneByOrFail(ChargeHold, { merchantId, publicId });
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<ChargeHold | null> {
    return tx.findOneBy(ChargeHold, { merchantId, publicId });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<ChargeHold | null> {
    return tx.findOne(ChargeHold, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  async update(tx: Tx, { merchantId, id }: ChargeHold, patch: Partial<ChargeHold>): Promise<void> {
    assertAffected(await tx.update(ChargeHold, { merchantId, id }, patch), `hold ${id}`);
  }

  /** Of one subscription, or (null) of the merchant as a whole; approved after `since`, the newest first. */
  approvedOf(tx: Tx, merchantId: bigint, subscriptionId: bigint | null, since: Date): Promise<ChargeHold[]> {
    return tx.find(ChargeHold, {
      where: {
        merchantId,
        subscriptionId: subscriptionId ?? IsNull(),
        decision: 'approved',
        decidedAt: MoreThan(since),
      },
      order: { id: 'DESC' },
      take: 100,
    });
  }

  /** The newest first. */
  page(tx: Tx, merchantId: bigint, openOnly: boolean, page: PageRequest): Promise<Page<ChargeHold>> {
    return pageOf(tx, ChargeHold, { merchantId, ...(openOnly && { decidedAt: IsNull() }) }, page);
  }
}
