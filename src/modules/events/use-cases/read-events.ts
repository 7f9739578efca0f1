import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import { type EventResponse, presentEvent } from '../dto/event.response.js';
import { type ListEventsQuery, typesOf } from '../dto/list-events.query.js';
import type { Event } from '../event.entity.js';
import { EventSubjectsRepository } from '../event-subjects.repository.js';
import { type EventFilter, EventsRepository } from '../events.repository.js';
import { FollowEvents } from './follow-events.js';

@Injectable()
export class ReadEvents {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly events: EventsRepository,
    private readonly subjects: EventSubjectsRepository,
    private readonly follow: FollowEvents,
  ) {}

  async get(merchantId: bigint, id: string): Promise<EventResponse> {
    return this.uow.read(async (tx) => {
      const event = await this.events.findByPublicId(tx, merchantId, id);
      if (!event) throw AppError.notFound('event', id);
      return (await this.present(tx, merchantId, [event]))[0]!;
    });
  }

  async list(merchantId: bigint, query: ListEventsQuery): Promise<PageResponse<EventResponse>> {
    return this.uow.read(async (tx) => {
      const filter = await this.filter(tx, merchantId, query);
      if (query.after !== undefined) {
        const rows = await this.follow.execute(merchantId, filter, query.after, query);
        return { data: await this.present(tx, merchantId, rows), next_cursor: null };
      }
      const { rows, nextId } = await this.events.page(tx, merchantId, filter, toPageRequest(query));
      const views = await this.subjects.views(tx, merchantId, rows);
      return toPageResponse({ rows: views.map((view) => ({ ...view, id: view.event.id })), nextId }, (view) =>
        presentEvent(view),
      );
    });
  }

  private async present(tx: Tx, merchantId: bigint, events: Event[]): Promise<EventResponse[]> {
    return (await this.subjects.views(tx, merchantId, events)).map((view) => presentEvent(view));
  }

  private async filter(tx: Tx, merchantId: bigint, query: ListEventsQuery): Promise<EventFilter> {
    const filter: EventFilter = query.type === undefined ? {} : { types: typesOf(query.type) };
    if (query.customer !== undefined) {
      const found = await this.subjects.findCustomer(tx, merchantId, query.customer);
      if (found === null) throw unknown('customer', query.customer);
      filter.about = found;
    }
    if (query.subscription !== undefined) {
      const id = await this.subjects.findSubscription(tx, merchantId, query.subscription);
      if (id === null) throw unknown('subscription', query.subscription);
      const isOfBoth = filter.about?.subscriptionIds.includes(id) ?? true;
      filter.about = { subscriptionIds: isOfBoth ? [id] : [] };
    }
    return filter;
  }
}

function unknown(field: 'subscription' | 'customer', id: string): AppError {
  return AppError.field('rule_violation', field, `there is no ${field} ${id}`);
}
