import { Injectable } from '@nestjs/common';
import { assertAffected } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionItem } from './subscription-item.entity.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';

@Injectable()
export class ItemChangesRepository {
  constructor(private readonly subscriptions: SubscriptionsRepository) {}

  /** The items that it has from now on. What stays keeps its row; what goes keeps it too, for what was billed of it. */
  async replaceItems(
    tx: Tx,
    { merchantId, id }: Subscription,
    target: readonly { priceId: bigint; quantity: bigint }[],
    at: Date,
  ): Promise<void> {
    const current = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    for (const item of current) {
      const wanted = target.find(({ priceId }) => priceId === item.priceId);
      if (wanted?.quantity === item.quantity) continue;
      const patch = wanted ? { quantity: wanted.quantity } : { removedAt: at };
      assertAffected(
        await tx.update(SubscriptionItem, { merchantId, id: item.id }, patch),
        'Changing an item',
      );
    }
    const fresh = target.filter(({ priceId }) => !current.some((item) => item.priceId === priceId));
    if (fresh.length > 0) await this.subscriptions.insertItems(tx, merchantId, id, fresh);
  }
}
