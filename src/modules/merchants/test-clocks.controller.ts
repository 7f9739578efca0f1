import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { AdvanceTestClockRequest, CreateTestClockRequest } from './dto/test-clock.request.js';
import { TestClockResponse } from './dto/test-clock.response.js';
import { AdvanceTestClock } from './use-cases/advance-test-clock.js';
import { CreateTestClock } from './use-cases/create-test-clock.js';
import { ReadTestClocks } from './use-cases/read-test-clocks.js';

@ApiTags('test clocks')
@Controller('v1/test-clocks')
export class TestClocksController {
  constructor(
    private readonly createTestClock: CreateTestClock,
    private readonly advanceTestClock: AdvanceTestClock,
    private readonly readTestClocks: ReadTestClocks,
  ) {}

  @Post()
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Makes the clock of a sandbox merchant, before its first subscription.' })
  @ApiIdempotencyKey(false)
  @ApiCreatedResponse({ type: TestClockResponse })
  create(@CurrentPrincipal() principal: Principal, @Body() body: CreateTestClockRequest) {
    return this.createTestClock.execute(principal.merchantId, body);
  }

  @Get()
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'The clock of the merchant, if it has one.' })
  @ApiPage(TestClockResponse)
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQuery) {
    return this.readTestClocks.list(principal.merchantId, query);
  }

  @Get(':id')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'What time it is for the merchant, and whether the clock is on its way.' })
  @ApiOkResponse({ type: TestClockResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readTestClocks.get(principal.merchantId, id);
  }

  @Post(':id/advance')
  @HttpCode(202)
  @RequireScope('subscriptions:write')
  @ApiOperation({
    summary: 'Moves the clock; what falls due on the way is done in order. Ask until its status is ready.',
  })
  @ApiIdempotencyKey(false)
  @ApiAcceptedResponse({ type: TestClockResponse })
  advance(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: AdvanceTestClockRequest,
  ) {
    return this.advanceTestClock.execute(principal.merchantId, id, body);
  }
}
