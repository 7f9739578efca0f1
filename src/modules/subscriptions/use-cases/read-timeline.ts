import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  type EventResponse,
  EventsRepository,
  EventSubjectsRepository,
  presentEvent,
} from '../../events/index.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';

const MOST = 1000;

/** All that happened to a subscription, the oldest first, in words. */
@Injectable()
export class ReadTimeline {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly events: EventsRepository,
    private readonly subjects: EventSubjectsRepository,
  ) {}

  async execute(
    merchantId: bigint,
    publicId: string,
    after?: string,
  ): Promise<{ data: EventResponse[]; next: string | null }> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const from = after === undefined ? null : await this.events.findByPublicId(tx, merchantId, after);
      if (after !== undefined && !from)
        throw AppError.field('invalid_request', 'after', 'must be the id of an event');
      const rows = await this.events.timeline(tx, merchantId, subscription.id, from?.id ?? 0n, MOST);
      const views = await this.subjects.views(tx, merchantId, rows);
      return {
        data: views.map((view) => presentEvent(view, subscription.timeZone)),
        next: rows.length === MOST ? rows.at(-1)!.publicId : null,
      };
    });
  }
}
