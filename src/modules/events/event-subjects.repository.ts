import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Event } from './event.entity.js';

/** An event, and whom it is about as the API names them. */
export interface EventView {
  event: Event;
  customer: string | null;
  subscription: string | null;
}

/** Whom events are about. Their tables belong to rooms above this one, which itself knows them by number only. */
@Injectable()
export class EventSubjectsRepository {
  async views(tx: Tx, merchantId: bigint, events: Event[]): Promise<EventView[]> {
    const subscriptions = await this.names(tx, merchantId, 'subscriptions', events.map((e) => e.subscriptionId)); // prettier-ignore
    const customers = await this.names(tx, merchantId, 'customers', events.map((e) => e.customerId)); // prettier-ignore
    return events.map((event) => ({
      event,
      customer: customers.get(event.customerId) ?? null,
      subscription: subscriptions.get(event.subscriptionId) ?? null,
    }));
  }

  async findSubscription(tx: Tx, merchantId: bigint, publicId: string): Promise<bigint | null> {
    const [row] = await tx.query<{ id: bigint }[]>(
      `SELECT id FROM subscriptions WHERE merchant_id = $1 AND public_id = $2`,
      [merchantId, publicId],
    );
    return row?.id ?? null;
  }

  async findCustomer(
    tx: Tx,
    merchantId: bigint,
    publicId: string,
  ): Promise<{ customerId: bigint; subscriptionIds: bigint[] } | null> {
    const rows = await tx.query<{ customerId: bigint; subscriptionId: bigint | null }[]>(
      `SELECT c.id AS "customerId", s.id AS "subscriptionId"
       FROM customers c
       LEFT JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.customer_id = c.id
       WHERE c.merchant_id = $1 AND c.public_id = $2`,
      [merchantId, publicId],
    );
    if (rows.length === 0) return null;
    const subscriptionIds = rows.flatMap(({ subscriptionId }) => subscriptionId ?? []);
    return { customerId: rows[0]!.customerId, subscriptionIds };
  }

  private async names(
    tx: Tx,
    merchantId: bigint,
    table: 'customers' | 'subscriptions',
    ids: (bigint | null)[],
  ): Promise<Map<bigint | null, string>> {
    const distinct = [...new Set(ids)].filter((id) => id !== null);
    if (distinct.length === 0) return new Map();
    const rows = await tx.query<{ id: bigint; publicId: string }[]>(
      `SELECT id, public_id AS "publicId" FROM ${table} WHERE merchant_id = $1 AND id = ANY ($2::bigint[])`,
      [merchantId, distinct],
    );
    return new Map(rows.map(({ id, publicId }) => [id, publicId]));
  }
}
