import { Injectable } from '@nestjs/common';
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
  type?: string;
  subscriptionId?: bigint;
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
    return pageOf(tx, Event, { merchantId, ...filter }, page);
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
