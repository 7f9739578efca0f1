import { Injectable } from '@nestjs/common';
import { assertAffected } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids/type-id.js';
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
      if (wanted) await this.keepWhatIsOwed(tx, item, at);
      const patch = wanted ? { quantity: wanted.quantity, heldFrom: at } : { removedAt: at };
      assertAffected(
        await tx.update(SubscriptionItem, { merchantId, id: item.id }, patch),
        'Changing an item',
      );
    }
    const fresh = target.filter(({ priceId }) => !current.some((item) => item.priceId === priceId));
    if (fresh.length > 0) await this.subscriptions.insertItems(tx, merchantId, id, fresh, at);
  }

  /** More or less of a fee that is paid afterwards: up to now it is owed as it was, and that has a row of its own. */
  private async keepWhatIsOwed(tx: Tx, { merchantId, id }: SubscriptionItem, at: Date): Promise<void> {
    await tx.query(
      `INSERT INTO subscription_items (merchant_id, public_id, subscription_id, price_id, quantity, held_from, removed_at)
       SELECT t.merchant_id, $3, t.subscription_id, t.price_id, t.quantity, t.held_from, $4
       FROM subscription_items t JOIN prices p ON p.merchant_id = t.merchant_id AND p.id = t.price_id
       WHERE t.merchant_id = $1 AND t.id = $2 AND p.billing = 'in_arrears' AND p.usage_aggregation IS NULL`,
      [merchantId, id, newId('item'), at],
    );
  }
}
