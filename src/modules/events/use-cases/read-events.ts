import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import { type EventResponse, presentEvent } from '../dto/event.response.js';
import type { ListEventsQuery } from '../dto/list-events.query.js';
import { EventsRepository } from '../events.repository.js';

@Injectable()
export class ReadEvents {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly events: EventsRepository,
  ) {}

  async get(merchantId: bigint, id: string): Promise<EventResponse> {
    const event = await this.uow.read((tx) => this.events.findByPublicId(tx, merchantId, id));
    if (!event) throw AppError.notFound('event', id);
    return presentEvent(event);
  }

  async list(merchantId: bigint, query: ListEventsQuery): Promise<PageResponse<EventResponse>> {
    const filter = query.type === undefined ? {} : { type: query.type };
    const page = await this.uow.read((tx) => this.events.page(tx, merchantId, filter, toPageRequest(query)));
    return toPageResponse(page, (event) => presentEvent(event));
  }
}
