import { Injectable } from '@nestjs/common';
import { And, type FindOptionsWhere, In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import type { EventType } from '../../domain/timeline/describe-event.js';
import { pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { insertRows, type Writer } from '../../platform/database/writes.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { Event } from './event.entity.js';

export interface NewEvent {
  type: EventType;
  customerId: bigint | null;
  subscriptionId: bigint | null;
  data: Record<string, unknown>;
  occurredAt: Date;
}

export interface EventFilter {
  types?: readonly string[];
  /** Of any of these subscriptions, or of the customer and no subscription. */
  about?: { subscriptionIds: readonly bigint[]; customerId?: bigint };
}

@Injectable()
export class EventsRepository {
  /** Appends in the order given; commits or vanishes with the change it tells of. */
  async append(writer: Writer, merchantId: bigint, ...events: NewEvent[]): Promise<void> {
    const rows = events.map((event) => ({ ...event, merchantId, publicId: newId('event') }));
    await insertRows(writer, Event, rows);
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Event | null> {
    return tx.findOneBy(Event, { merchantId, publicId });
  }

  page(tx: Tx, merchantId: bigint, filter: EventFilter, page: PageRequest): Promise<Page<Event>> {
    return pageOf(tx, Event, conditionsOf(merchantId, filter), page);
  }

  /** The oldest first, from after one place up to and with another. */
  following(
    tx: Tx,
    merchantId: bigint,
    filter: EventFilter,
    { afterId, upTo, limit }: { afterId: bigint; upTo: bigint; limit: number },
  ): Promise<Event[]> {
    const id = And(MoreThan(afterId), LessThanOrEqual(upTo));
    const where = conditionsOf(merchantId, filter).map((one) => ({ ...one, id }));
    return tx.find(Event, {
      where,
      order: { id: 'ASC' },
      take: limit,
    });
  }

  /** Of all merchants, whether or not its event was ever committed. */
  async lastDrawnId(tx: Tx): Promise<bigint> {
    const [row] = await tx.query<{ id: bigint }[]>(`SELECT last_value AS id FROM events_id_seq`);
    return row!.id;
  }

  /**
   * The transactions that may hold an id and have not ended: whoever inserts locks the table first, and keeps that
   * lock until it is committed or gone.
   */
  async appending(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ it: string }[]>(
      `SELECT DISTINCT virtualtransaction AS it FROM pg_locks
       WHERE relation = 'events'::regclass AND mode = 'RowExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.map(({ it }) => it);
  }

  /** All of a subscription's events, the oldest first, at most `limit` from after `afterId`. */
  timeline(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    afterId: bigint,
    limit: number,
  ): Promise<Event[]> {
    return tx
      .createQueryBuilder(Event, 'e')
      .where('e.merchantId = :merchantId AND e.subscriptionId = :subscriptionId AND e.id > :afterId', {
        merchantId,
        subscriptionId,
        afterId,
      })
      .orderBy('e.id', 'ASC')
      .take(limit)
      .getMany();
  }
}

function conditionsOf(merchantId: bigint, { types, about }: EventFilter): FindOptionsWhere<Event>[] {
  const always = { merchantId, ...(types && { type: In([...types]) }) };
  if (!about) return [always];
  const { subscriptionIds, customerId } = about;
  return [
    { ...always, subscriptionId: In([...subscriptionIds]) },
    ...(customerId === undefined ? [] : [{ ...always, customerId, subscriptionId: IsNull() }]),
  ];
}
