import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
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
  @ApiOperation({
    summary: 'What happened, the newest first; or with `after` what happened since, the oldest first.',
    description: 'docs/events.md says of every type when it happens and what it carries, and how to follow.',
  })
  @ApiPage(EventResponse)
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListEventsQuery) {
    return this.readEvents.list(principal.merchantId, query);
  }

  @Get(':id')
  @RequireScope('events:read')
  @ApiOperation({ summary: 'One thing that happened.' })
  @ApiOkResponse({ type: EventResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readEvents.get(principal.merchantId, id);
  }
}
