import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { EventResponse } from './dto/event.response.js';
import { ListEventsQuery } from './dto/list-events.query.js';
import { ReadEvents } from './use-cases/read-events.js';

@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly readEvents: ReadEvents) {}

  @Get()
  @RequireScope('events:read')
  @ApiPage(EventResponse)
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListEventsQuery) {
    return this.readEvents.list(principal.merchantId, query);
  }

  @Get(':id')
  @RequireScope('events:read')
  @ApiOkResponse({ type: EventResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readEvents.get(principal.merchantId, id);
  }
}
